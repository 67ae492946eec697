"""A league on the nodes of a SLURM cluster: coordinator and scheduler run here, the workers are jobs that come and go.

    pip install 'spacecode[cluster]' dask-jobqueue
    python slurm.py run bots --rounds 4

plays `league run bots --rounds 4` on them. The folder `tls` (certificates, as docs/cluster.md makes them, mode 700) and
Python's environment must be on a file system that the nodes share. Set the constants below to what your site allows.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from dask_jobqueue import SLURMCluster
from distributed import Security

PARTITION = "main"
CORES = 8  # of a job: a process plays on each
MEMORY = "16GB"  # of a job
TIME = "04:00:00"  # of a job
JOBS = 20  # at most

FILES = {name: str(Path("tls", name).absolute()) for name in ("ca.pem", "league.pem", "league.key")}
SECURITY = Security(  # type: ignore[no-untyped-call]
    require_encryption=True,
    tls_ca_file=FILES["ca.pem"],
    tls_scheduler_cert=FILES["league.pem"],
    tls_scheduler_key=FILES["league.key"],
    tls_worker_cert=FILES["league.pem"],
    tls_worker_key=FILES["league.key"],
    tls_client_cert=FILES["league.pem"],
    tls_client_key=FILES["league.key"],
)
LEAGUE = {
    "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True",
    "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": FILES["ca.pem"],
    "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT": FILES["league.pem"],
    "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY": FILES["league.key"],
}


def main() -> int:
    """Play on as many jobs as there is work for; return the exit code of `league`."""
    with SLURMCluster(
        queue=PARTITION,
        cores=CORES,
        processes=CORES,
        memory=MEMORY,
        walltime=TIME,
        protocol="tls://",
        security=SECURITY,
        worker_extra_args=["--no-dashboard"],
        scheduler_options={"dashboard_address": None},
    ) as cluster:
        cluster.adapt(maximum_jobs=JOBS)
        command = [sys.executable, "-m", "league", *sys.argv[1:], "--cluster", cluster.scheduler_address]
        return subprocess.call(command, env=os.environ | LEAGUE)


if __name__ == "__main__":
    raise SystemExit(main())
