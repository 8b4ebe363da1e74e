"""The compose file, the image and the proxy fit each other, and nothing in them has more rights than it needs."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from server.settings import from_environment
from tests.architecture.house import ROOT

Compose = dict[str, Any]

# Caddy's binary carries this right; the kernel does not start it where the right is dropped.
ADDED = {"caddy": ["NET_BIND_SERVICE"]}
SERVERS = {"server-1", "server-2"}
VARIABLE = re.compile(r"\$\{(\w+)(:[?-])?")


def read(path: str) -> str:
    """A file of the house as text."""
    return (ROOT / path).read_text("utf-8")


@pytest.fixture
def compose() -> Compose:
    """The compose file as YAML reads it, free to be changed."""
    parsed: Compose = yaml.safe_load(read("docker-compose.yml"))
    return copy.deepcopy(parsed)


def too_many_rights(compose: Compose) -> Iterator[str]:
    """Services that could do more than they need."""
    for name, service in compose["services"].items():
        if not service.get("read_only"):
            yield f"{name}: writes to its own root"
        if service.get("cap_drop") != ["ALL"] or service.get("cap_add", []) != ADDED.get(name, []):
            yield f"{name}: keeps rights of the kernel"
        if "no-new-privileges:true" not in service.get("security_opt", []):
            yield f"{name}: may gain rights"
        if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", str(service.get("user"))):
            yield f"{name}: may run as root"
        if service.get("privileged") or "docker.sock" in str(service.get("volumes")):
            yield f"{name}: owns its machine"
        if "ports" in service and name != "caddy":
            yield f"{name}: is open to the outside"


def unattended(compose: Compose) -> Iterator[str]:
    """Services nobody would see fail, or that start before what they need is well."""
    for name, service in compose["services"].items():
        if not service.get("healthcheck", {}).get("test"):
            yield f"{name}: no health check"
        if service.get("restart") != "unless-stopped":
            yield f"{name}: stays down"
        for needed, how in service.get("depends_on", {}).items():
            if how != {"condition": "service_healthy"}:
                yield f"{name}: does not wait for {needed}"


def test_no_service_has_more_rights_than_it_needs(compose: Compose) -> None:
    """Read-only roots, no capabilities, no root user, one open door."""
    assert list(too_many_rights(compose)) == []


def test_every_service_is_watched(compose: Compose) -> None:
    """Each has a health check, comes back after a fall, and waits for what it needs."""
    assert list(unattended(compose)) == []


@pytest.mark.parametrize(
    ("service", "change"),
    [
        ("server-1", {"read_only": False}),
        ("server-2", {"cap_drop": []}),
        ("server-1", {"cap_add": ["SYS_ADMIN"]}),
        ("postgres", {"security_opt": []}),
        ("caddy", {"user": "0:0"}),
        ("caddy", {"user": None}),
        ("postgres", {"privileged": True}),
        ("server-1", {"volumes": ["/var/run/docker.sock:/var/run/docker.sock"]}),
        ("postgres", {"ports": ["5432:5432"]}),
    ],
)
def test_more_rights_are_seen(compose: Compose, service: str, change: Compose) -> None:
    """Each right given beyond the need is seen."""
    compose["services"][service].update(change)
    assert list(too_many_rights(compose))


@pytest.mark.parametrize(
    "change", [{"healthcheck": {}}, {"restart": "no"}, {"depends_on": {"postgres": {"condition": "service_started"}}}]
)
def test_an_unwatched_service_is_seen(compose: Compose, change: Compose) -> None:
    """A service without a health check, a restart or patience is seen."""
    compose["services"]["server-1"].update(change)
    assert list(unattended(compose))


def test_the_proxy_knows_both_servers(compose: Compose) -> None:
    """Caddy shares the work between exactly the servers there are, on the port they listen to."""
    built = {name: service for name, service in compose["services"].items() if "build" in service}
    assert built.keys() == SERVERS
    upstreams = re.search(r"reverse_proxy ([^{]+) \{", read("deploy/Caddyfile"))
    assert upstreams and set(upstreams[1].split()) == {
        f"{name}:{service['environment']['TANNHA_PORT']}" for name, service in built.items()
    }


def test_the_database_is_out_of_reach(compose: Compose) -> None:
    """PostgreSQL shares a network without a way out with the servers alone."""
    services = compose["services"]
    assert services["postgres"]["networks"] == ["back"] and compose["networks"]["back"] == {"internal": True}
    assert {name for name, service in services.items() if "back" in service["networks"]} == SERVERS | {"postgres"}


def test_the_database_orders_text_by_bytes(compose: Compose) -> None:
    """The C locale: both engines order alike, and a system upgrade cannot spoil an index."""
    postgres = compose["services"]["postgres"]
    assert postgres["image"] == "postgres:18"
    assert {"--locale=C", "--encoding=UTF8"} <= set(postgres["environment"]["POSTGRES_INITDB_ARGS"].split())


def test_what_must_last_lies_on_named_volumes(compose: Compose) -> None:
    """Database, attachments and certificates outlive their containers; both servers see the same files."""
    mounts = {name: service["volumes"] for name, service in compose["services"].items()}
    named = {mount.partition(":")[0] for volumes in mounts.values() for mount in volumes if mount[0] not in "./"}
    assert named == compose["volumes"].keys()
    assert mounts["server-1"] == mounts["server-2"] == ["files:/var/lib/tannha"]
    assert "postgres:/var/lib/postgresql" in mounts["postgres"] and "caddy-data:/data/caddy" in mounts["caddy"]


def test_the_server_understands_what_it_is_told(compose: Compose) -> None:
    """Compose and image name only settings the server has; an unknown or impossible one raises ValueError."""
    image = dict(re.findall(r"(TANNHA_\w+)=(\S+)", read("Dockerfile")))
    told = from_environment({**image, **compose["services"]["server-1"]["environment"]})
    assert told.store.startswith("postgresql://") and told.origin.startswith("https://")
    assert from_environment(image).store == "sqlite:/var/lib/tannha/ward.db"


def test_the_example_names_every_setting() -> None:
    """deploy/example.env names exactly what the compose file asks for, and gives no secret."""
    asked = set(VARIABLE.findall(read("docker-compose.yml")))
    example = dict(re.findall(r"^(\w+)=(.*)$", read("deploy/example.env"), re.MULTILINE))
    assert {name for name, _ in asked} == example.keys()
    assert ("POSTGRES_PASSWORD", ":?") in asked and example["POSTGRES_PASSWORD"] == ""


def test_every_kind_of_certificate_is_there(compose: Compose) -> None:
    """Each value the example offers for CERTIFICATE is a snippet of the Caddyfile, and so is the default."""
    snippets = set(re.findall(r"^\((\w+)\) \{", read("deploy/Caddyfile"), re.MULTILINE))
    assert snippets == {"public", "internal", "files"}
    assert all(f"{name}:" in read("deploy/example.env") for name in snippets)
    assert compose["services"]["caddy"]["environment"]["CERTIFICATE"] == "${CERTIFICATE:-public}"


def test_the_image_runs_as_nobody_in_particular(compose: Compose) -> None:
    """The image ends as the user compose names, checks its own health, and installs by digest alone."""
    dockerfile = read("Dockerfile")
    assert re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE) == [compose["services"]["server-1"]["user"]]
    assert "HEALTHCHECK" in dockerfile
    installs = re.findall(r"pip install (.*?)(?: \\)?$", dockerfile, re.MULTILINE)
    assert installs and all("--require-hashes" in options or "--no-index" in options for options in installs)


def test_the_image_is_given_what_it_copies() -> None:
    """Everything the Dockerfile copies exists and passes .dockerignore, every room included."""
    copied = re.findall(r"^COPY (?!--from)(?:--\S+ )*(.+) \S+$", read("Dockerfile"), re.MULTILINE)
    names = {name.rstrip("/") for line in copied for name in line.split()}
    assert {"models", "sync", "server"} <= names
    assert all((ROOT / name).exists() for name in names)
    assert names == {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
