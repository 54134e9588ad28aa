"""Lists all signals, ordered by id. To add a signal, add a module with a test, and a line in this list."""

from pratique.history.signal import SignalRule
from pratique.history.signals.account_burst import account_burst
from pratique.history.signals.builder_changed import builder_changed
from pratique.history.signals.commit_on_no_branch import commit_on_no_branch
from pratique.history.signals.dependency_lookalike import dependency_lookalike
from pratique.history.signals.dependency_unused import dependency_unused
from pratique.history.signals.dependency_young import dependency_young
from pratique.history.signals.dormant_line_revived import dormant_line_revived
from pratique.history.signals.git_or_url_dependency_added import git_or_url_dependency_added
from pratique.history.signals.hook_added import hook_added
from pratique.history.signals.lapsed_email_domain import lapsed_email_domain
from pratique.history.signals.lines_within_minutes import lines_within_minutes
from pratique.history.signals.lookalike_name import lookalike_name
from pratique.history.signals.maintainer_added import maintainer_added
from pratique.history.signals.maintainer_replaced import maintainer_replaced
from pratique.history.signals.new_publisher import new_publisher
from pratique.history.signals.newcomer_adds_dependency import newcomer_adds_dependency
from pratique.history.signals.outside_hours import outside_hours
from pratique.history.signals.outside_tool import outside_tool
from pratique.history.signals.placeholder import placeholder
from pratique.history.signals.private_name_public import private_name_public
from pratique.history.signals.provenance_lost import provenance_lost
from pratique.history.signals.publisher_after_silence import publisher_after_silence
from pratique.history.signals.publisher_returns import publisher_returns
from pratique.history.signals.removed_versions import removed_versions
from pratique.history.signals.seldom_publisher import seldom_publisher
from pratique.history.signals.source_differs import source_differs
from pratique.history.signals.strangers_newborn_dependency import strangers_newborn_dependency
from pratique.history.signals.strangers_young_dependency import strangers_young_dependency
from pratique.history.signals.trusted_publisher_lost import trusted_publisher_lost
from pratique.history.signals.version_jump import version_jump

SIGNALS: tuple[SignalRule, ...] = (
    account_burst,
    builder_changed,
    commit_on_no_branch,
    dependency_lookalike,
    dependency_unused,
    dependency_young,
    dormant_line_revived,
    git_or_url_dependency_added,
    hook_added,
    lapsed_email_domain,
    lines_within_minutes,
    lookalike_name,
    maintainer_added,
    maintainer_replaced,
    new_publisher,
    newcomer_adds_dependency,
    outside_hours,
    outside_tool,
    placeholder,
    private_name_public,
    provenance_lost,
    publisher_after_silence,
    publisher_returns,
    removed_versions,
    seldom_publisher,
    source_differs,
    strangers_newborn_dependency,
    strangers_young_dependency,
    trusted_publisher_lost,
    version_jump,
)
"""All single signals. `JOINT` lists combinations of signals that have more weight than the single signals."""
