"""All rules, one file each, in the order of their ids; a new rule needs one file, one test and one line in this module."""

from typing import Any

from pratique.analysis.rule import Rule
from pratique.analysis.rules.another_package_inside import another_package_inside
from pratique.analysis.rules.archive_anomaly import archive_anomaly
from pratique.analysis.rules.attack_chain import attack_chain
from pratique.analysis.rules.attack_gained import attack_gained
from pratique.analysis.rules.behaves_like_malware import behaves_like_malware
from pratique.analysis.rules.bytecode_without_source import bytecode_without_source
from pratique.analysis.rules.capability_gained import capability_gained
from pratique.analysis.rules.changed_bytes import Bytes, changed_bytes
from pratique.analysis.rules.dangerous_pickle import dangerous_pickle
from pratique.analysis.rules.data_after_image import data_after_image
from pratique.analysis.rules.data_in_blanks import data_in_blanks
from pratique.analysis.rules.decoded_then_executed import decoded_then_executed
from pratique.analysis.rules.disguised_content import disguised_content
from pratique.analysis.rules.environment_keyed_payload import environment_keyed_payload
from pratique.analysis.rules.hidden_characters import hidden_characters
from pratique.analysis.rules.implicit_gyp_build import implicit_gyp_build
from pratique.analysis.rules.installed_differs import installed_differs
from pratique.analysis.rules.known_malware_clone import known_malware_clone
from pratique.analysis.rules.native_binary_added import native_binary_added
from pratique.analysis.rules.native_calls_home import native_calls_home
from pratique.analysis.rules.new_host_reached import new_host_reached
from pratique.analysis.rules.new_install_hook import new_install_hook
from pratique.analysis.rules.not_in_source import not_in_source
from pratique.analysis.rules.obfuscated_code_gained import obfuscated_code_gained
from pratique.analysis.rules.outside_dependency_gained import outside_dependency_gained
from pratique.analysis.rules.staged_record_differs import StagedManifest, staged_record_differs
from pratique.analysis.rules.startup_file_shipped import startup_file_shipped
from pratique.analysis.rules.trojanised_copy import trojanised_copy
from pratique.analysis.rules.unowned_code import Unowned, unowned_code
from pratique.analysis.subject import Subject
from pratique.core.installed import InstalledCheck
from pratique.core.source import SourceReport

CONTENT_RULES: tuple[Rule[Subject], ...] = (
    another_package_inside,
    archive_anomaly,
    attack_chain,
    attack_gained,
    behaves_like_malware,
    bytecode_without_source,
    capability_gained,
    dangerous_pickle,
    data_after_image,
    data_in_blanks,
    decoded_then_executed,
    disguised_content,
    environment_keyed_payload,
    hidden_characters,
    implicit_gyp_build,
    known_malware_clone,
    native_binary_added,
    native_calls_home,
    new_host_reached,
    new_install_hook,
    obfuscated_code_gained,
    outside_dependency_gained,
    startup_file_shipped,
    trojanised_copy,
)
"""Rules over the contents of an artifact. They run in a worker, and Pratique stores their findings."""

BYTE_RULES: tuple[Rule[Bytes], ...] = (changed_bytes,)
"""Rules over the comparison of bytes with expected digests. They run each time, because the result may differ each time."""

STAGED_RULES: tuple[Rule[StagedManifest], ...] = (staged_record_differs,)
"""Rules over a staged release and the registry's record of it. They run each time, because one tarball may have several records."""

INSTALLED_RULES: tuple[Rule[InstalledCheck], ...] = (installed_differs,)
"""Rules over the comparison of an installed copy with its artifact. They run each time."""

SOURCE_RULES: tuple[Rule[SourceReport], ...] = (not_in_source,)
"""Rules over the comparison of an artifact with its repository. They run only if this comparison was requested."""

UNOWNED_RULES: tuple[Rule[Unowned], ...] = (unowned_code,)
"""Rules over files in an installed tree that belong to no package."""

RULES: tuple[Rule[Any], ...] = tuple(
    sorted(
        (*CONTENT_RULES, *BYTE_RULES, *STAGED_RULES, *INSTALLED_RULES, *SOURCE_RULES, *UNOWNED_RULES),
        key=lambda rule: rule.id,
    )
)
"""All rules, sorted by id."""
