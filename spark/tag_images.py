#!/usr/bin/env python3
"""Tags a bucket with Apache Spark: key ranges in parallel through `imagetag worker`, then `imagetag prune`.

    spark-submit spark/tag_images.py s3://my-pictures --index https://search.example:9200/images \
        --partitions 64 -- --tagger rekognition --budget 500

Everything behind `--` goes to every worker as it is. See docs/spark.md.
"""

import argparse
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor, wait

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

COUNTS = (
    "listed", "new", "changed", "stale", "due", "waiting", "moved", "gone", "unchanged", "tagged", "reused", "failed",
    "skipped", "left", "unsaved", "purged", "gaps", "paidCalls", "retries", "throttles", "unsavedCost", "cost",
)
# What says which pictures are meant and how they are reached, and whether a value follows; listing and pruning must be told it too.
SOURCE_OPTIONS = {
    "--prefix": True, "--suffix": True, "--exclude": True, "--include-hidden": False,
    "--region": True, "--s3-endpoint": True, "--requester-pays": False,
}
# What only pruning must be told besides.
PRUNE_OPTIONS = {**SOURCE_OPTIONS, "--mount-point": True, "--allow-removals": False, "--outage-patience": True}
# Everything was done but the removals, which are suspiciously many.
GUARD_HELD = 4


def arguments():
    own, workers = sys.argv[1:], []
    if "--" in own:
        at = own.index("--")
        own, workers = own[:at], own[at + 1:]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", help="s3://bucket/prefix, or a folder that every executor sees")
    parser.add_argument("--index", required=True, help="the index, as every executor reaches it")
    parser.add_argument("--partitions", type=int, default=0, help="key ranges (default: 4 for each core of the cluster)")
    parser.add_argument("--workers", type=int, default=0,
                        help="workers at once, which share the taggers' rate (default: the cluster's cores)")
    parser.add_argument("--imagetag", default="imagetag", help="the command on driver and executors, quoted as in a shell")
    parser.add_argument("--outcomes", help="a new folder (s3a://, hdfs://, file:) for an outcome a picture, as JSON lines")
    parser.add_argument("--no-prune", action="store_true", help="leave out what marks gone pictures")
    parser.add_argument("--run-id", "--run", dest="run", help="the run's id, of which --budget is told (default: a new one)")
    parser.add_argument("--exit-zero", action="store_true", help="end with 0 also where pictures failed")
    parsed = parser.parse_args(own)
    for name in ("partitions", "workers"):
        if getattr(parsed, name) < 0:
            parser.error(f"--{name} is a number from 1 on")
    if parsed.partitions > 100_000:
        parser.error("--partitions is at most 100000")
    parsed.worker_arguments = workers
    # A path may have spaces in it; anything else is a command with its arguments.
    parsed.command = [parsed.imagetag] if shutil.which(parsed.imagetag) else shlex.split(parsed.imagetag)
    return parsed


def shared_arguments(given, options):
    """Those of the workers' arguments that another command needs as well."""
    chosen, at = [], 0
    while at < len(given):
        name, sign, _ = given[at].partition("=")
        if name in options:
            chosen.append(given[at])
            if options[name] and not sign and at + 1 < len(given):
                at += 1
                chosen.append(given[at])
        at += 1
    return chosen


class Stopped(Exception):
    """Why the job cannot go on, in a sentence."""


def told(output):
    """The JSON lines of a command; what else it writes is not for us."""
    return [json.loads(line) for line in output.split("\n") if line.startswith("{")]


def reason(ended, output, error):
    """Why a command ended otherwise than with 0 or 1: what it says itself, else the last words of its standard error."""
    said = [line["message"] for line in told(output) if line["type"] == "error"]
    said += [line for line in error.split("\n") if line.strip()][-1:]
    return said[0] if said else f"it ended with {ended}"


def imagetag(options, *more):
    """The command's lines. Its notes and faults go to the driver's standard error."""
    try:
        done = subprocess.run([*options.command, *more], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, encoding="utf-8", errors="replace", check=False)
    except OSError as fault:
        raise Stopped(f"imagetag cannot be started on the driver ({fault}). Put it on the PATH or say --imagetag.") from None
    if done.returncode not in (0, 1, GUARD_HELD):
        raise Stopped(f"imagetag {more[0]} on the driver: {reason(done.returncode, done.stdout, done.stderr)}")
    sys.stderr.write(done.stderr)
    return told(done.stdout)


def trial(command):
    """On an executor: a worker without a picture. What would fail there for every picture is told in one sentence."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              encoding="utf-8", errors="replace", check=False)
    except OSError as fault:
        return f"imagetag cannot be started on {socket.gethostname()} ({fault}). Put it on the executors' PATH or say --imagetag."
    if done.returncode == 0:
        return None
    return f"imagetag worker on {socket.gethostname()}: {reason(done.returncode, done.stdout, done.stderr)}"


def executor_environment():
    return dict(os.environ)


class ExecutorEnvironment(dict):
    """The environment of whichever executor unpickles it: RDD.pipe would otherwise start workers with an empty one, and so
    without the PATH and the credentials that the executor has."""

    def __reduce__(self):
        return executor_environment, ()


def add_up(lines):
    """Totals of one partition from its worker's lines: the counts, and the first failures."""
    totals, failures = dict.fromkeys(COUNTS, 0), []
    for line in lines:
        # Most lines are outcomes of which nothing is to be told.
        if line.startswith('{"type":"outcome"') and '"outcome":"failed"' not in line:
            continue
        told = json.loads(line)
        if told["type"] == "summary":
            for name in COUNTS:
                totals[name] += told[name]
        elif told["type"] == "gap" or told.get("outcome") == "failed":
            if len(failures) < 10:
                failures.append(told)
    yield totals, failures


def workers_at_once(context, options):
    """How many workers will share the taggers' rate, and how many tasks there may be at most so that they never are more."""
    configured = context.getConf()
    if options.workers:
        # Spark runs as many tasks as it has cores; fewer workers are fewer partitions of several ranges each.
        return options.workers, options.workers
    if context.master.startswith("local"):
        return context.defaultParallelism, None
    each = max(1, int(configured.get("spark.executor.cores", "1")) // int(configured.get("spark.task.cpus", "1")))
    if configured.get("spark.dynamicAllocation.enabled", "false") == "true":
        most = int(configured.get("spark.dynamicAllocation.maxExecutors", str(2**31 - 1)))
        if most == 2**31 - 1:
            raise Stopped("Executors come and go (spark.dynamicAllocation.enabled), so nobody knows among how many workers the "
                          "taggers' rate is to be shared: say --workers N.")
        return most * each, None
    if configured.get("spark.executor.instances"):
        return int(configured.get("spark.executor.instances")) * each, None
    # A standalone cluster without a bound: the cores that are there by now, and no more workers than that.
    cores = int(configured.get("spark.cores.max", str(context.defaultParallelism)))
    return cores, cores


def must_be_new(context, folder):
    """Spark would say it as well, with a page of stack trace."""
    path = context._jvm.org.apache.hadoop.fs.Path(folder)
    if path.getFileSystem(context._jsc.hadoopConfiguration()).exists(path):
        raise Stopped(f"--outcomes {folder} is there already; name a folder that is not, or remove it.")


def tag(context, options):
    """Tags, and returns the totals and how many ranges there were."""
    if context.getConf().get("spark.speculation", "false") != "false":
        raise Stopped("spark.speculation is on: a copy of a slow task would pay again. Turn it off.")
    if options.outcomes:
        must_be_new(context, options.outcomes)
    if not options.run:
        # YARN starts a lost driver again under the same id; a budget of the run must not begin anew with it.
        options.run = context.applicationId if context.master.startswith("yarn") else uuid.uuid4().hex
    worker = [*options.command, "worker", options.source, "--index", options.index, "--run-id", options.run]
    fault = context.parallelize([[*worker, *options.worker_arguments, "--json"]], 1).map(trial).collect()[0]
    if fault:
        raise Stopped(fault)

    at_once, most_tasks = workers_at_once(context, options)
    ranges = imagetag(options, "list", options.source, "--split", str(options.partitions or 4 * at_once), "--json",
                      *shared_arguments(options.worker_arguments, SOURCE_OPTIONS))
    ranges = [json.dumps(r, ensure_ascii=False) for r in ranges if r["type"] == "range"]
    tasks = max(1, min(len(ranges), most_tasks or len(ranges)))
    worker += ["--share", f"1/{max(1, min(at_once, tasks))}", *options.worker_arguments]
    print(f"{len(ranges)} ranges, {min(at_once, tasks)} workers at once, run {options.run}", file=sys.stderr)
    outcomes = context.parallelize(ranges, tasks).pipe(shlex.join(worker), env=ExecutorEnvironment(inherited="yes"), checkCode=True)
    if options.outcomes:
        outcomes.saveAsTextFile(options.outcomes)
        outcomes = context.textFile(options.outcomes)
    totals, failures = dict.fromkeys(COUNTS, 0), []
    for counts, failed in outcomes.mapPartitions(add_up).collect():
        for name in COUNTS:
            totals[name] += counts[name]
        failures.extend(failed)
    for failed in failures[:10]:
        print(json.dumps(failed, ensure_ascii=False))
    return totals, len(ranges)


def run(spark, options):
    try:
        totals, ranges = tag(spark.sparkContext, options)
    except (Py4JError, PySparkException) as fault:
        cause = getattr(fault, "java_exception", None)
        said = str(cause.getMessage() if cause else fault).split("\n")[0]
        raise Stopped(f"Spark gave up: {said}\nWhat a worker said stands in its executor's standard error. What was tagged is "
                      "in the index and paid nothing again: put right what is wrong and run the job again.") from None
    spark.stop()
    pruned = None
    try:
        if not options.no_prune:
            lines = imagetag(options, "prune", options.source, "--index", options.index, "--json",
                             *shared_arguments(options.worker_arguments, PRUNE_OPTIONS))
            pruned = next(line for line in reversed(lines) if line["type"] == "summary")
            for name in ("gone", "moved", "purged"):
                totals[name] = pruned[name]
    finally:
        # What was tagged and paid is told whatever becomes of the last step.
        print(json.dumps({"type": "totals", "run": options.run, "partitions": ranges, **totals}), flush=True)
    if pruned and pruned["end"] == "guardHeld":
        return GUARD_HELD
    return 1 if (totals["failed"] or totals["gaps"]) and not options.exit_zero else 0


def main():
    options = arguments()
    spark = (
        SparkSession.builder.appName("imagetag " + options.source)
        # A second copy of a slow task would pay again for what the first one has in flight.
        .config("spark.speculation", "false")
        .getOrCreate()
    )
    # Ctrl-C is for the main thread, which does nothing but wait: a call into Spark that is broken off breaks the next one too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    job = ThreadPoolExecutor(1).submit(run, spark, options)
    try:
        return job.result()
    except Stopped as why:
        print(why, file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        spark.sparkContext.cancelAllJobs()
        wait([job], timeout=30)
        print("Interrupted. What was tagged is in the index; the next run goes on from there.", file=sys.stderr)
        return 130
    finally:
        spark.stop()


if __name__ == "__main__":
    sys.exit(main())
