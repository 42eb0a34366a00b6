"""Where a model comes from: the commit and the dvc.lock that it is of. Their files are read, and nothing is run.

A foreign clone's git and DVC could run anything: hooks, file-system monitors, filters, a module named dvc.
"""

from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from dulwich.errors import NotGitRepository
from dulwich.object_store import tree_lookup_path
from dulwich.objects import Blob, Commit
from dulwich.repo import Repo

from textrnn.errors import InputError, is_out_of_memory
from textrnn.files import dvc_hash, sha256
from textrnn.params.yaml_file import read_yaml

LOCK = "dvc.lock"
LARGEST = 2**24  # Bytes.


@dataclass(frozen=True)
class Origin:
    """The commit and the hash of dvc.lock that a model is of; or, of a model without them, the reason."""

    values: dict[str, str] = field(default_factory=dict)
    reason: str = ""


def origin_of(model: Path) -> Origin:
    """What the repository says in which a model lies."""
    lock = next((folder / LOCK for folder in model.resolve().parents if (folder / LOCK).is_file()), None)
    if lock is None:
        return Origin(reason=f"no folder above it has a {LOCK}")
    try:
        refuse_odd_files(lock)
        if lock_hash(lock, model) != dvc_hash(model):
            return Origin(reason=f"{lock} knows no such model, or another one")
        commit = commit_of(lock)
    except (InputError, NotGitRepository) as error:
        return Origin(reason=" ".join(str(error).split()))
    except Exception as error:  # A damaged repository raises errors of many kinds.
        if is_out_of_memory(error):
            raise
        return Origin(reason=f"git's files or {LOCK} could not be read ({type(error).__name__}: {error})")
    if not commit:
        return Origin(reason=f"the last commit has another {lock}, or none")
    return Origin({"commit": commit, "dvc_lock_sha256": sha256(lock)})


def refuse_odd_files(lock: Path) -> None:
    """Refuse pipes and endless files, which would be read forever.

    Raises:
        InputError: there is one.
    """
    git = next((folder / ".git" for folder in lock.parents if (folder / ".git").exists()), lock)
    for path in (lock, git / "HEAD", git / "config") if git.is_dir() else (lock, git):
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise InputError(f"{path} is no file of at most {LARGEST:,} bytes")


def lock_hash(lock: Path, model: Path) -> str | None:
    """The hash that dvc.lock has of the model's folder; None if it does not know it."""
    name = model.resolve().relative_to(lock.parent).as_posix()
    outputs = [output for stage in read_yaml(lock)["stages"].values() for output in stage.get("outs", [])]
    return next((output["md5"] for output in outputs if output["path"] == name), None)


def commit_of(lock: Path) -> str | None:
    """The last commit, if it has this dvc.lock.

    Raises:
        NotGitRepository: it lies in none.
    """
    with closing(Repo.discover(str(lock.parent))) as repository:
        name = lock.relative_to(Path(repository.path).resolve()).as_posix().encode()
        try:
            head = repository.head()
            commit = repository[head]
            if not isinstance(commit, Commit):
                return None
            _, committed = tree_lookup_path(repository.__getitem__, commit.tree, name)
        except KeyError:  # Nothing is committed, or not this file.
            return None
        return head.decode() if committed == Blob.from_string(lock.read_bytes()).id else None
