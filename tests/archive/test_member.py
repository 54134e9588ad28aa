"""Members: what is assumed when an archive says nothing."""

from pratique.archive.member import Member, MemberKind


def test_a_member_is_a_plain_file_that_was_not_read_unless_told_otherwise() -> None:
    member = Member(name="a")
    assert (MemberKind.FILE, None, False, "") == (
        member.kind,
        member.data,
        member.executable,
        member.target,
    )
