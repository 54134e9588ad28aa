"""Lists the options of the clients and whether they take a value, as the clients themselves define them.

Written by `python -m tests.cli.hook.client_options`; a test compares it with the real clients.
"""

FLAG, VALUE, EITHER = range(3)
"""No value; the next word; the next word in some commands or versions only."""


OPTIONS: dict[str, tuple[str, str, str]] = {
    "bun": (
        (
            "--analyze --dev --dry-run --exact --force --frozen-lockfile --global --help --ignore-scripts "
            "--interactive --latest --lockfile-only --no-cache --no-env-file --no-optional --no-progress "
            "--no-save --no-summary --no-verify --offline --only-missing --optional --peer --prefer-offline "
            "--production --quiet --recursive --save --save-prod --save-text-lockfile --silent --trust "
            "--use-bundled-ca --use-openssl-ca --use-system-ca --verbose --yarn -E -L -a -d -f -g -h -i -p -r -y"
        ),
        (
            "--backend --ca --cache-dir --cafile --catalog --concurrent-scripts --config --cpu --cwd --depth "
            "--env-file --filter --libc --linker --minimum-release-age --minimum-release-age-excludes "
            "--network-concurrency --omit --os --registry -F -c"
        ),
        "",
    ),
    "bun run": (
        "--bun --ignore-scripts --no-install --silent --trust --verbose",
        "--ca --cafile --cwd --env-file --minimum-release-age --package --registry -p",
        "",
    ),
    "bundle": (
        (
            "--all --all-platforms --clean --conservative --deployment --force --frozen --full-index "
            "--keep-file-descriptors --local --major --minor --no-cache --no-color --no-install --no-prune "
            "--optimistic --patch --pre --prefer-local --quiet --redownload --ruby --skip-install --strict "
            "--system --verbose -V"
        ),
        (
            "--binstubs --branch --bundler --cache-path --gemfile --git --github --glob --group --jobs --path "
            "--ref --require --retry --shebang --source --standalone --target-rbconfig --trust-policy --version "
            "--with --without -g -j -r -s -v"
        ),
        "",
    ),
    "gem": (
        (
            "--backtrace --both --clear-sources --conservative --debug --default --development --development-all "
            "--env-shebang --explain --force --format-executable --help --ignore-dependencies --local --lock "
            "--minimal-deps --no-document --no-env-shebang --no-force --no-format-executable --no-http-proxy "
            "--no-lock --no-minimal-deps --no-post-install-message --no-prerelease --no-suggestions "
            "--no-update-sources --no-user-install --no-verbose --no-wrappers --norc --post-install-message "
            "--prerelease --quiet --remote --silent --suggestions --update-sources --user-install --vendor "
            "--verbose --wrappers -E -N -V -b -f -h -l -q -r -u -w"
        ),
        (
            "--bindir --build-root --bulk-threshold --config-file --gem --install-dir --platform --source "
            "--trust-policy --version --without -B -P -i -n -s -v"
        ),
        "--document --file --http-proxy --system --target-rbconfig -g -p",
    ),
    "npm": (
        (
            "--all --allow-same-version --allow-scripts-pending --allow-scripts-pin --allow-unused-patches "
            "--audit --bin-links --bypass-2fa --commit-hooks --dangerously-allow-all-scripts --dd --ddd --desc "
            "--description --dev --diff-ignore-all-space --diff-name-only --diff-no-prefix --diff-text --dry-run "
            "--engine-strict --expect-results --force --foreground-scripts --format-package-lock --fund "
            "--git-tag-version --global --global-style --help --if-present --ignore-existing --ignore-extension "
            "--ignore-patch-failures --ignore-scripts --include-attestations --include-staged "
            "--include-workspace-root --init-private --install-links --iwr --json --keep-edit-dir "
            "--legacy-bundling --legacy-peer-deps --link --local --long --no --offline "
            "--omit-lockfile-registry-resolved --optional --package-lock --package-lock-only --packages-all "
            "--parseable --porcelain --prefer-dedupe --prefer-offline --prefer-online --production --progress "
            "--provenance --quiet --read-only --readonly --rebuild-bundle --save --save-bundle --save-dev "
            "--save-exact --save-optional --save-peer --save-prod --shrinkwrap --sign-git-commit --sign-git-tag "
            "--silent --strict-allow-scripts --strict-npmrc --strict-peer-deps --strict-ssl --timing --unicode "
            "--update-notifier --usage --verbose --version --versions --workspaces --workspaces-update --ws --yes "
            "-? -B -D -E -H -O -P -S -a -d -f -g -h -l -n -p -q -s -v -y"
        ),
        (
            "--_auth --access --allow-directory --allow-file --allow-git --allow-remote --allow-scripts --also "
            "--audit-level --auth-type --before --ca --cache --cache-max --cache-min --cafile --call --cert "
            "--cidr --cpu --depth --diff --diff-dst-prefix --diff-src-prefix --diff-unified --edit-dir --editor "
            "--enjoy-by --expect-result-count --expires --extension-file --fetch-retries --fetch-retry-factor "
            "--fetch-retry-maxtimeout --fetch-retry-mintimeout --fetch-timeout --git --global-ignore-file "
            "--globalconfig --heading --https-proxy --include --init-author-email --init-author-name "
            "--init-author-url --init-license --init-module --init-type --init-version --init.author.email "
            "--init.author.name --init.author.url --init.license --init.module --init.version --install-strategy "
            "--key --libc --local-address --location --lockfile-version --loglevel --logs-dir --logs-max "
            "--maxsockets --message --min-release-age --min-release-age-exclude --name --node-gyp --node-options "
            "--noproxy --omit --only --orgs --orgs-permission --os --otp --pack-destination --package --packages "
            "--packages-and-scopes-permission --password --patches-dir --prefix --preid --provenance-file --proxy "
            "--reg --registry --replace-registry-host --save-prefix --sbom-format --sbom-type --scope --scopes "
            "--script-shell --searchexclude --searchlimit --searchopts --searchstaleness --shell --tag "
            "--tag-version-prefix --to --token-description --umask --user-agent --userconfig --viewer --which "
            "--workspace -C -L -c -m -w"
        ),
        "--browser --color",
    ),
    "pdm": (
        (
            "--check --clean --clean-unselected --dev --dry-run --fail-fast --frozen-lockfile --global --help "
            "--no-default --no-editable --no-isolation --no-lock --no-self --no-sync --only-keep --outdated "
            "--plugins --pre --prerelease --prod --production --quiet --reinstall --save-compatible --save-exact "
            "--save-minimum --save-safe-compatible --save-wildcard --stable --top --unconstrained --update-all "
            "--update-eager --update-reuse --update-reuse-installed --verbose --without -d -g -h -q -r -t -u -v "
            "-x"
        ),
        (
            "--config-setting --editable --group --lockfile --override --pip-args --project --skip --with -C -G "
            "-L -e -k -p"
        ),
        "--venv",
    ),
    "pip": (
        (
            "--break-system-packages --check-build-dependencies --compile --debug --disable-pip-version-check "
            "--dry-run --force-reinstall --help --ignore-installed --ignore-requires-python --isolated "
            "--no-build-isolation --no-cache-dir --no-clean --no-color --no-compile --no-dependencies --no-deps "
            "--no-index --no-input --no-python-version-warning --no-use-pep517 --no-user --no-verify "
            "--no-warn-conflicts --no-warn-script-location --pre --prefer-binary --quiet --require-hashes "
            "--require-venv --require-virtualenv --upgrade --use-pep517 --user --verbose --version -I -U -V -h -q "
            "-v"
        ),
        (
            "--abi --build-option --cache-dir --cert --client-cert --config-settings --constraint "
            "--default-timeout --dest --destination-dir --destination-directory --editable --exists-action "
            "--extra-index-url --find-links --global-option --group --implementation --index-url "
            "--keyring-provider --local-log --log --log-file --no-binary --only-binary --platform --prefix "
            "--progress-bar --proxy --pypi-url --python --python-version --report --requirement --resume-retries "
            "--retries --root --root-user-action --source --source-dir --source-directory --src --target "
            "--timeout --trusted-host --upgrade-strategy --use-deprecated --use-feature --wheel-dir -C -c -d -e "
            "-f -i -r -t -w"
        ),
        "",
    ),
    "pipenv": (
        (
            "--all --bare --clean --clear --deploy --dev --dry-run --help --ignore-pipfile --lock-only "
            "--no-site-packages --outdated --pre --quiet --site-packages --skip-lock --system --verbose -d -h -q "
            "-v"
        ),
        (
            "--categories --config-settings --editable --extra-pip-args --extras --index --pypi-mirror --python "
            "--requirements --resolver -e -i -r"
        ),
        "",
    ),
    "pipx": (
        (
            "--editable --fetch-missing-python --force --global --help --include-apps --include-deps "
            "--include-injected --install --quiet --skip-maintenance --system-site-packages --upgrade --verbose "
            "--with-suffix -U -e -f -h -q -v"
        ),
        (
            "--app --backend --cooldown --fetch-python --include-resources-from --index-url --lock --output "
            "--pip-args --preinstall --python --requirement --suffix --upgrade-strategy -i -r"
        ),
        "",
    ),
    "pipx run": (
        (
            "--editable --fetch-missing-python --global --help --no-cache --no-path-check --path --pypackages "
            "--quiet --refresh --skip-maintenance --system-site-packages --verbose -e -h -q -v"
        ),
        "--backend --cooldown --fetch-python --index-url --pip-args --python --python-args --spec --with -i",
        "",
    ),
    "pnpm": (
        (
            "---C --aggregate-output --allow-same-version --always-auth --audit --auto-install-peers --background "
            "--bail --bare --batch --benchmark --bin-links --block-exotic-subdeps --brave --changeset --check "
            "--chrome --ci --commit-hooks --compatible --config --dangerously-allow-all-builds --dd --ddd "
            "--dedupe-direct-deps --dedupe-injected-deps --dedupe-peer-dependents --dedupe-peers "
            "--deploy-all-files --description --dev --development --disallow-workspace-cycles --dry-run --edge "
            "--embed-readme --enable-global-virtual-store --enable-modules-dir --enable-pre-post-scripts "
            "--engine-strict --exclude-links-from-lockfile --exclude-peers --extend-node-path --fail-if-no-match "
            "--firefox --fix-lockfile --force --force-ignores-platform --force-legacy-deploy --frozen-lockfile "
            "--frozen-store --git-branch-lockfile --git-checks --git-tag-version --global --global-style "
            "--ham-it-up --help --hoist --hoist-workspace-packages --if-present --ignore-compatibility-db "
            "--ignore-dep-scripts --ignore-pnpmfile --ignore-prepublish --ignore-registry-errors --ignore-scripts "
            "--ignore-stop-requests --ignore-unfixable --ignore-upload-requests --ignore-workspace "
            "--ignore-workspace-cycles --ignore-workspace-root-check --include-github-actions "
            "--include-workspace-root --init-package-manager --inject-workspace-packages --interactive --json "
            "--latest --legacy-bundling --legacy-dir-filtering --link --local --lockfile "
            "--lockfile-include-tarball-url --lockfile-only --long --manage-package-manager-versions "
            "--merge-git-branch-lockfiles --minimum-release-age-ignore-missing-time --minimum-release-age-strict "
            "--no-table --node-experimental-package-map --offline --only-projects --optimistic-repeat-install "
            "--optional --package-lock --package-lock-only --package-manager-strict "
            "--package-manager-strict-version --parseable --peer --pending --porcelain --prefer-frozen-lockfile "
            "--prefer-offline --prefer-online --prefer-symlinked-executables --prefer-workspace-packages "
            "--preserve-absolute-paths --prod --production --progress --provenance --quiet --read-only "
            "--rebuild-bundle --recursive --recursive-install --registry-supports-time-field --remote "
            "--report-summary --reporter-hide-prefix --resolution-only --resolve-peers-from-workspace-root "
            "--reverse --rollback --save --save-bundle --save-catalog --save-dev --save-exact --save-optional "
            "--save-peer --save-prod --save-workspace-protocol --send-metrics --sequential --shamefully-flatten "
            "--shamefully-hoist --shared-workspace-lockfile --shell-emulator --shell-mode --shrinkwrap "
            "--side-effects-cache --side-effects-cache-readonly --sign-git-tag --silent "
            "--skip-manifest-obfuscation --sort --split --stream --strict-dep-builds --strict-peer-dependencies "
            "--strict-ssl --strict-store-pkg-content-check --symlink --table --timing --trust-lockfile --unicode "
            "--unsafe-perm --update-checksums --update-notifier --usage --use-beta-cli --use-running-store-server "
            "--use-stderr --use-store-server --verbose --verify-store-integrity --version --versions "
            "--virtual-store-only --workspace --workspace-root --yes -D -E -H -L -O -P -S -c -d -e -f -g -h -i -l "
            "-p -q -r -s -v -w -y"
        ),
        (
            "--access --algorithms --aliases --allow-build --also --audit-level --auth-type --browser --bump --ca "
            "--cache --cache-dir --cache-lock-retries --cache-lock-stale --cache-lock-wait --cache-max "
            "--cache-min --cafile --catalog-mode --cert --changed-files-ignore-pattern --child-concurrency --cidr "
            "--config-dir --copy --cpu --cyclic --dependents --depth --dir --dlx-cache-max-age --editor --entries "
            "--entry --enum --events --explicit --fetch-min-speed-ki-bps --fetch-retries --fetch-retry-factor "
            "--fetch-retry-maxtimeout --fetch-retry-mintimeout --fetch-timeout --fetch-warn-timeout-ms "
            "--fetching-concurrency --files --filter --filter-prod --find-by --format --git --global-bin-dir "
            "--global-dir --global-path --global-pnpmfile --global-virtual-store-dir --globalconfig --group "
            "--groups --heading --hoisting-limits --http-proxy --https-proxy --ignore --implicit "
            "--init-author-email --init-author-name --init-author-url --init-license --init-module --init-type "
            "--init-version --items --key --keybindings --keyword --keywords --libc --linux --local-address "
            "--location --lockfile-dir --lockfile-directory --loglevel --logs-max --max-sockets "
            "--max-tarball-unpacked-size --maxsockets --message --methods --metrics-registry "
            "--minimum-release-age --minimum-release-age-exclude --modules-cache-max-age --modules-dir "
            "--network-concurrency --no-proxy --node-linker --node-options --node-package-map-type --node-version "
            "--noproxy --npm-path --npmrc-auth-file --npx --onload-script --only --only-built-dependencies "
            "--original --os --otp --out --output-dir --output-name --pack-destination --pack-gzip-level "
            "--package --package-import-method --packages --params --patches-dir --path --peers-suffix-max-length "
            "--pm-on-fail --pnpmfile --pnpr-server --port --prefix --preid --print --props --protocol --proxy "
            "--publish-branch --queue --range --registry --reporter --required --resolution-mode --resource "
            "--responses --resume-from --runtime-on-fail --save-catalog-name --save-prefix --sbom-authors "
            "--sbom-format --sbom-spec-version --sbom-supplier --sbom-type --scope --script-shell --scripts "
            "--scripts-prepend-node-path --search-limit --searchexclude --searchlimit --searchopts "
            "--searchstaleness --selectors --shell --sso-poll-frequency --sso-type --state-dir --stdio "
            "--store-dir --strict --summary --tag --tag-version-prefix --target --targets --test-pattern --title "
            "--tmp --trust-policy --trust-policy-exclude --trust-policy-ignore-after --types --umask --url "
            "--usages --use-node-version --user --user-agent --userconfig --value --verifiers --viewer "
            "--virtual-store-dir --virtual-store-dir-max-length --virtual-store-type --warnings "
            "--workspace-concurrency --workspace-packages --workspaces -C -F -t"
        ),
        "--all --color --fix --link-workspace-packages --name --runtime --verify-deps-before-run -a -o",
    ),
    "poetry": (
        (
            "--all-extras --all-groups --allow-prereleases --ansi --compile --dev --dry-run --editable --help "
            "--lock --no-ansi --no-cache --no-directory --no-interaction --no-plugins --no-root --only-root "
            "--quiet --sync --version -D -V -e -h -n -q -v"
        ),
        (
            "--directory --extras --group --markers --only --optional --platform --project --python --source "
            "--with --without -C -E -G -P"
        ),
        "",
    ),
    "uv": (
        (
            "--active --all --all-extras --all-groups --all-packages --allow-empty-requirements "
            "--break-system-packages --check --compile-bytecode --dev --dry-run --exact --force --frozen --help "
            "--inexact --lfs --locked --managed-python --no-allow-empty-requirements --no-break-system-packages "
            "--no-build --no-build-isolation --no-cache --no-config --no-default-groups --no-deps --no-dev "
            "--no-editable --no-index --no-install-local --no-install-project --no-install-workspace "
            "--no-managed-python --no-progress --no-python-downloads --no-require-build-hashes --no-sources "
            "--no-sync --no-verify-hashes --no-workspace --offline --only-dev --quiet --raw --refresh --reinstall "
            "--require-build-hashes --require-hashes --strict --system --system-certs --upgrade --user --verbose "
            "--workspace -U -h -n -q -v"
        ),
        (
            "--allow-insecure-host --bounds --branch --build-constraints --cache-dir --cert --color --config-file "
            "--config-setting --config-setting-package --config-settings-package --constraints --default-index "
            "--directory --exclude-newer --exclude-newer-package --excludes --extra --extra-index-url "
            "--find-links --fork-strategy --group --index --index-strategy --index-url --keyring-provider "
            "--link-mode --marker --no-binary-package --no-build-isolation-package --no-build-package "
            "--no-editable-package --no-extra --no-group --no-install-package --no-sources-package --only-binary "
            "--only-group --optional --output-format --overrides --package --prefix --prerelease "
            "--prerelease-package --project --python --python-platform --python-version --refresh-package "
            "--reinstall-package --requirements --resolution --rev --script --tag --target --torch-backend "
            "--upgrade-group --upgrade-package --with --with-editable --with-executables-from --with-requirements "
            "-C -P -b -c -f -i -m -p -r -t -w"
        ),
        "--editable --no-binary -e",
    ),
    "uv run": (
        (
            "--compile-bytecode --help --isolated --lfs --managed-python --no-binary --no-build "
            "--no-build-isolation --no-cache --no-config --no-env-file --no-index --no-managed-python "
            "--no-progress --no-python-downloads --no-require-build-hashes --no-sources --offline --quiet "
            "--refresh --reinstall --require-build-hashes --system-certs --upgrade --verbose -U -h -n -q -v"
        ),
        (
            "--allow-insecure-host --build-constraints --cache-dir --color --config-file --config-setting "
            "--config-settings-package --constraints --default-index --directory --env-file --exclude-newer "
            "--exclude-newer-package --extra-index-url --find-links --fork-strategy --from --index "
            "--index-strategy --index-url --keyring-provider --link-mode --no-binary-package "
            "--no-build-isolation-package --no-build-package --no-sources-package --overrides --prerelease "
            "--prerelease-package --project --python --python-platform --refresh-package --reinstall-package "
            "--resolution --torch-backend --upgrade-group --upgrade-package --with --with-editable "
            "--with-requirements -C -P -b -c -f -i -p -w"
        ),
        "",
    ),
    "uv with": (
        (
            "--active --all-extras --all-groups --all-packages --compile-bytecode --exact --frozen --gui-script "
            "--help --isolated --locked --managed-python --module --no-binary --no-build --no-build-isolation "
            "--no-cache --no-config --no-default-groups --no-dev --no-editable --no-env-file --no-index "
            "--no-managed-python --no-progress --no-project --no-python-downloads --no-require-build-hashes "
            "--no-sources --no-sync --offline --only-dev --quiet --refresh --reinstall --require-build-hashes "
            "--script --system-certs --upgrade --verbose -U -h -m -n -q -s -v"
        ),
        (
            "--allow-insecure-host --cache-dir --color --config-file --config-setting --config-settings-package "
            "--default-index --directory --env-file --exclude-newer --exclude-newer-package --extra "
            "--extra-index-url --find-links --fork-strategy --group --index --index-strategy --index-url "
            "--keyring-provider --link-mode --no-binary-package --no-build-isolation-package --no-build-package "
            "--no-editable-package --no-extra --no-group --no-sources-package --only-group --package --prerelease "
            "--prerelease-package --project --python --python-platform --refresh-package --reinstall-package "
            "--resolution --upgrade-group --upgrade-package --with --with-editable --with-requirements -C -P -f "
            "-i -p -w"
        ),
        "",
    ),
    "yarn": (
        (
            "--audit --cached --caret --check --check-cache --check-files --check-resolutions --dev --disable-pnp "
            "--enable-pnp --exact --fixed --flat --focus --force --frozen-lockfile --global --har --help "
            "--ignore-engines --ignore-optional --ignore-platform --ignore-scripts --ignore-workspace-root-check "
            "--immutable --immutable-cache --inline-builds --interactive --json --latest --link-duplicates "
            "--no-bin-links --no-default-rc --no-lockfile --no-node-version-check --no-progress --no-time-gate "
            "--non-interactive --offline --optional --pattern --peer --pnp --prefer-dev --prefer-offline "
            "--pure-lockfile --quiet --recursive --refresh-lockfile --save --save-dev --save-exact "
            "--save-optional --save-peer --save-tilde --silent --skip-integrity-check --strict-semver --tilde "
            "--update-checksums --verbose --version -A -C -D -E -F -L -O -P -R -T -W -c -g -h -i -q -v"
        ),
        (
            "--cache-folder --cwd --global-folder --https-proxy --link-folder --mode --modules-folder --mutex "
            "--network-concurrency --network-timeout --otp --package --preferred-cache-folder --proxy --registry "
            "--scope --strategy --use-yarnrc -p"
        ),
        "--emoji --prod --production --scripts-prepend-node-path -S -s",
    ),
}
"""The flags, the options with a value, and those with either, by client and `Use`."""
