"""Every setting in one typed place, read from the environment as `TANNHA_<NAME>`; docs/operations.md lists the same."""

import os
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the ward's IT person may set; the docstring of each is beside it in `DOCS`."""

    store: str = "sqlite:ward.db"
    files: str = "ward-files"
    backups: str = "ward-backups"
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 8000
    origin: str = ""
    log_level: str = "info"
    jobs: bool = True
    session_hours: Annotated[int, msgspec.Meta(ge=1, le=24 * 30)] = 12
    device_days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 90
    enrol_minutes: Annotated[int, msgspec.Meta(ge=1, le=60 * 24)] = 30
    second_factor_roles: str = ""
    sealing_key: str = "ward-sealing.key"
    login_tries_max: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 8
    upload_bytes_max: Annotated[int, msgspec.Meta(ge=1000, le=50_000_000)] = 20_000_000
    upload_hours: Annotated[int, msgspec.Meta(ge=1, le=24 * 30)] = 72
    keep_visits_days: Annotated[int, msgspec.Meta(ge=0, le=60)] = 3
    keep_rejects_days: Annotated[int, msgspec.Meta(ge=1, le=3660)] = 180
    keep_backups: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 14
    alert_acknowledge_minutes: Annotated[int, msgspec.Meta(ge=1, le=7 * 24 * 60)] = 120
    alert_late_minutes: Annotated[int, msgspec.Meta(ge=0, le=24 * 60)] = 15
    alert_silent_hours: Annotated[int, msgspec.Meta(ge=1, le=30 * 24)] = 4
    telephone_secret: str = ""
    anchor_url: str = ""
    anchor_secret: str = ""
    router: Literal["osrm", "valhalla"] = "osrm"
    router_url: str = ""
    router_profile: str = "motorbike"
    ride_km_h: Annotated[int, msgspec.Meta(ge=5, le=80)] = 22
    ride_rush_km_h: Annotated[int, msgspec.Meta(ge=5, le=80)] = 15
    ride_road_percent: Annotated[int, msgspec.Meta(ge=100, le=300)] = 126
    ride_stop_seconds: Annotated[int, msgspec.Meta(ge=0, le=600)] = 75
    solvers: Annotated[int, msgspec.Meta(ge=1, le=64)] = 2
    plan_seconds: Annotated[int, msgspec.Meta(ge=1, le=600)] = 30
    keep_plans_days: Annotated[int, msgspec.Meta(ge=14, le=3660)] = 60
    map_tiles: str = ""


DOCS: dict[str, str] = {
    "store": "where everything is kept: sqlite:path or postgresql://user@host/name",
    "files": "folder for photographs and scans, by digest",
    "backups": "folder the nightly backup writes to",
    "host": "address to listen on",
    "port": "port to listen on",
    "origin": "the public address, e.g. https://tannha.example.vn; cookies are marked Secure when it is https",
    "log_level": "debug, info, warning or error",
    "jobs": "whether this process also runs the clock's jobs; any number of processes may, each job runs once",
    "session_hours": "how long a console stays signed in",
    "device_days": "how long a tablet's token holds before it must enrol anew",
    "enrol_minutes": "how long a one-time enrolment code is good",
    "second_factor_roles": "roles that sign in with a second factor, e.g. admin supervisor; empty: whoever set one up",
    "sealing_key": "file of the key second factors are sealed with; made when first needed, kept apart from the backups",
    "login_tries_max": "wrong sign-ins, second factors or enrolment codes allowed in a quarter of an hour",
    "upload_bytes_max": "largest single file, in bytes",
    "upload_hours": "how long an unfinished upload is waited for",
    "keep_visits_days": "days that a visit after its end, or held work after it was settled, stays on the tablet",
    "keep_rejects_days": "days that lines which never became events are kept for inspection",
    "keep_backups": "how many nightly backups are kept",
    "alert_acknowledge_minutes": "minutes before its window when a visit without officer or acknowledgement is an alert",
    "alert_late_minutes": "minutes after its window when a visit nobody has arrived at is an alert",
    "alert_silent_hours": "hours of silence after which unsent work on a tablet, or files not yet here, are an alert",
    "telephone_secret": "what the telephone exchange sends as X-Tannha-Secret to POST /calls/ring; empty: it may not call",
    "anchor_url": "where the journal's daily digests are posted, so that a cut-off tail is seen elsewhere; empty: nowhere",
    "anchor_secret": "the key those posts are signed with (HMAC-SHA-256 in X-Tannha-Signature)",
    "router": "what kind of road router router_url is: osrm or valhalla",
    "router_url": "a self-hosted router for travel times over real roads; empty: learned speeds, else a formula",
    "router_profile": "which profile the router is asked for; motorbike is motor_scooter to Valhalla",
    "ride_km_h": "how fast officers ride outside the rush hours, until a ward has learned it from its own journeys; country: 32",
    "ride_rush_km_h": "how fast in the rush hours, 07:00-08:30 and 16:30-18:00; country: 32",
    "ride_road_percent": "metres of road for a hundred metres as the crow flies, besides 265 for each way; country: 140",
    "ride_stop_seconds": "parking and walking in at each door, by whatever map or formula; country: 60",
    "solvers": "processes that plan days; they give way to everything else on the machine",
    "plan_seconds": "processor seconds one ward's day may be thought about at most; all of them only while somebody is left out",
    "keep_plans_days": "days that proposed plans are kept",
    "map_tiles": "a PMTiles file of vector tiles to draw under the board's map; empty: homes and ways alone",
}

PREFIX = "TANNHA_"


def from_environment(environment: "os._Environ[str] | dict[str, str]") -> Settings:
    """The settings the environment asks for; raises ValueError naming the variable that is wrong or unknown."""
    hints: dict[str, Any] = get_type_hints(Settings, include_extras=True)
    values: dict[str, Any] = {}
    for name, text in environment.items():
        if not name.startswith(PREFIX):
            continue
        field = name[len(PREFIX) :].lower()
        if field not in hints:
            raise ValueError(f"{name}: không có thiết lập này / no such setting")
        kind = (get_args(hints[field]) or (hints[field],))[0]
        try:
            values[field] = msgspec.convert(text, hints[field], strict=False) if kind is not str else text
        except msgspec.ValidationError as error:
            raise ValueError(f"{name}={text!r}: {error}") from error
    return Settings(**values)
