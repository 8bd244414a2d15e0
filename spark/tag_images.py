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
import subprocess
import sys
import uuid

from pyspark.sql import SparkSession

COUNTS = (
    "listed", "new", "changed", "stale", "due", "waiting", "moved", "gone", "unchanged", "tagged", "reused", "failed",
    "skipped", "left", "purged", "gaps", "paidCalls", "retries", "throttles", "cost",
)
# What says where pictures are and how they are reached; listing and pruning must be told it too.
SOURCE_OPTIONS = {"--prefix": True, "--suffix": True, "--region": True, "--s3-endpoint": True, "--requester-pays": False}


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
    parser.add_argument("--imagetag", default="imagetag", help="the command on driver and executors")
    parser.add_argument("--outcomes", help="a new folder (s3a://, hdfs://, file:) for an outcome a picture, as JSON lines")
    parser.add_argument("--no-prune", action="store_true", help="leave out what marks gone pictures")
    parser.add_argument("--run", default=uuid.uuid4().hex, help="the run's id, of which --budget is told (default: a new one)")
    parsed = parser.parse_args(own)
    parsed.worker_arguments = workers
    return parsed


def source_arguments(given):
    """Those of the workers' arguments that listing and pruning need as well."""
    chosen, at = [], 0
    while at < len(given):
        name, _, value = given[at].partition("=")
        if name in SOURCE_OPTIONS:
            chosen.append(given[at])
            if SOURCE_OPTIONS[name] and not value:
                while at + 1 < len(given) and not given[at + 1].startswith("--"):
                    at += 1
                    chosen.append(given[at])
        at += 1
    return chosen


def imagetag(options, *more):
    """The command's lines; what it says on standard error is the driver's."""
    command = [*shlex.split(options.imagetag), *more]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode not in (0, 1):
        reason = next((line["message"] for line in lines if line["type"] == "error"), f"it ended with {done.returncode}")
        sys.exit(f"imagetag {more[0]}: {reason}")
    return lines


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


def main():
    options = arguments()
    spark = (
        SparkSession.builder.appName("imagetag " + options.source)
        # A second copy of a slow task would pay again for what the first one has in flight.
        .config("spark.speculation", "false")
        .getOrCreate()
    )
    context = spark.sparkContext
    if context.getConf().get("spark.speculation", "false") != "false":
        sys.exit("spark.speculation is on: a copy of a slow task would pay again. Turn it off.")
    cores = context.defaultParallelism
    at_once = options.workers or cores
    partitions = options.partitions or 4 * cores
    where = source_arguments(options.worker_arguments)

    ranges = imagetag(options, "list", options.source, "--split", str(partitions), "--json", *where)
    ranges = [json.dumps(r, ensure_ascii=False) for r in ranges if r["type"] == "range"]
    if options.workers:
        # Spark runs as many tasks as it has cores; fewer workers are fewer partitions of several ranges each.
        slices = min(len(ranges), options.workers)
    else:
        slices = len(ranges)
    worker = shlex.join([
        *shlex.split(options.imagetag), "worker", options.source, "--index", options.index,
        "--share", f"1/{max(1, min(at_once, len(ranges)))}", "--run", options.run, *options.worker_arguments,
    ])
    outcomes = context.parallelize(ranges, max(1, slices)).pipe(worker, env=ExecutorEnvironment(inherited="yes"), checkCode=True)
    if options.outcomes:
        outcomes.saveAsTextFile(options.outcomes)
        outcomes = context.textFile(options.outcomes)
    totals, failures = dict.fromkeys(COUNTS, 0), []
    for counts, failed in outcomes.mapPartitions(add_up).collect():
        for name in COUNTS:
            totals[name] += counts[name]
        failures.extend(failed)
    spark.stop()

    for failed in failures[:10]:
        print(json.dumps(failed, ensure_ascii=False))
    if not options.no_prune:
        pruned = imagetag(options, "prune", options.source, "--index", options.index, "--json", *where)
        summary = next(line for line in reversed(pruned) if line["type"] == "summary")
        for name in ("gone", "moved", "purged"):
            totals[name] = summary[name]
    print(json.dumps({"type": "totals", "run": options.run, "partitions": len(ranges), **totals}))
    return 1 if totals["failed"] or totals["gaps"] else 0


if __name__ == "__main__":
    sys.exit(main())
