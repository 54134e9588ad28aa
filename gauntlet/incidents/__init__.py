"""The incidents, in the order of their days: one file each, one line each."""

from gauntlet.incident import Incident
from gauntlet.incidents import (
    axios_2026,
    ctx_2022,
    eslint_scope_2018,
    event_stream_2018,
    left_pad_2016,
    litellm_2026,
    phantom_gyp_2026,
    rand_user_agent_2025,
    rest_client_2019,
    ua_parser_js_2021,
    ultralytics_2024,
)

INCIDENTS: tuple[Incident, ...] = (
    left_pad_2016.INCIDENT,
    eslint_scope_2018.INCIDENT,
    event_stream_2018.INCIDENT,
    rest_client_2019.INCIDENT,
    ua_parser_js_2021.INCIDENT,
    ctx_2022.INCIDENT,
    ultralytics_2024.INCIDENT,
    rand_user_agent_2025.INCIDENT,
    litellm_2026.INCIDENT,
    axios_2026.INCIDENT,
    phantom_gyp_2026.INCIDENT,
)
