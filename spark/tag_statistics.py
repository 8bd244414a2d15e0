#!/usr/bin/env python3
"""Computes tables about the tags of an export: `imagetag export --to images.parquet` (or .ndjson).

    spark-submit spark/tag_statistics.py images.parquet --to statistics

Writes one folder a table, as Parquet and as CSV: distribution, co_occurrence, confidence, over_time, rare, ubiquitous.
See docs/spark.md.
"""

import argparse
import os
import sys

from py4j.protocol import Py4JJavaError
from pyspark import StorageLevel
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import ArrayType, DoubleType, StringType, StructField, StructType

# Only what the tables need is read, whatever else the export holds.
COLUMNS = StructType([
    StructField("modified_at", StringType()),
    StructField("status", StringType()),
    StructField("tags", ArrayType(StructType([StructField("name", StringType()), StructField("confidence", DoubleType())]))),
])


def whole(least, most):
    """A whole number between the two."""
    def parse(text):
        number = int(text)
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{number} is not within {least} and {most}")
        return number
    parse.__name__ = "whole number"
    return parse


def share(text):
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not within 0 and 1")
    return number


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("export", nargs="+", help="Parquet files or folders of them, or .ndjson/.json files")
    parser.add_argument("--to", required=True, help="a folder; the tables in it are replaced")
    parser.add_argument("--pairs-of", type=whole(0, 1_000), default=200, help="co-occurrence among this many most frequent tags (200)")
    parser.add_argument("--least-pairs", type=whole(1, 2**62), default=2, help="pairs seen together at least so often (2)")
    parser.add_argument("--bin", type=whole(1, 100), default=5, help="width of a confidence bin in percent (5)")
    parser.add_argument("--rare", type=whole(0, 2**62), default=5, help="rare tags are those of at most so many pictures (5)")
    parser.add_argument("--ubiquitous", type=share, default=0.5, help="ubiquitous ones those of at least this share (0.5)")
    return parser.parse_args()


def is_lines(path):
    return path.endswith((".ndjson", ".json", ".jsonl"))


def check(paths):
    """What can be told of local files before Spark is started."""
    if any(map(is_lines, paths)) and not all(map(is_lines, paths)):
        sys.exit("tag_statistics: give Parquet or .ndjson files, not both at once.")
    for path in paths:
        file = path.removeprefix("file://")
        if os.path.isfile(file) and not is_lines(path):
            with open(file, "rb") as content:
                if content.read(4) != b"PAR1":
                    sys.exit(f"tag_statistics: {path!r} is no Parquet file; make one with 'imagetag export --to images.parquet'.")


def read(spark, paths):
    if all(map(is_lines, paths)):
        # A broken line ends the job: counts that leave pictures out in silence are worse than none.
        records = spark.read.schema(COLUMNS).option("mode", "FAILFAST").json(paths).withColumn("modified_at", f.to_timestamp("modified_at"))
    else:
        records = spark.read.parquet(*paths)
    # As every search does: what is gone from its source is not counted.
    return records.where("status != 'gone'").select("modified_at", "tags")


def tables(spark, records, options):
    images = records.count()
    # Confidences in whole hundredths, as the index has them: sums of them are exact in any order.
    tagged = records.select(f.explode("tags").alias("t")).select(
        f.col("t.name").alias("tag"), f.round(f.col("t.confidence") * 100).cast("long").alias("hundredths")
    )
    low = (f.floor(f.least(f.col("hundredths"), f.lit(9999)) / (100 * options.bin)) * options.bin).cast("int")
    bins = (
        tagged.groupBy("tag", low.alias("from"))
        .agg(f.count("*").alias("images"), f.sum("hundredths").alias("sum"),
             f.min("hundredths").alias("least"), f.max("hundredths").alias("most"))
        .persist(StorageLevel.MEMORY_AND_DISK)
    )
    distribution = (
        bins.groupBy("tag")
        .agg(f.sum("images").alias("images"), (f.sum("sum") / f.sum("images") / 100).alias("mean_confidence"),
             (f.min("least") / 100).alias("least_confidence"), (f.max("most") / 100).alias("most_confidence"))
        .withColumn("share", f.col("images") / f.lit(max(images, 1)))
        .persist(StorageLevel.MEMORY_AND_DISK)
    )
    top = distribution.orderBy(f.desc("images"), "tag").limit(options.pairs_of).select("tag", "images").collect()
    yield "distribution", distribution, [f.desc("images"), "tag"]
    yield "confidence", bins.select("tag", "from", (f.col("from") + options.bin).alias("below"), "images"), ["tag", "from"]
    yield "over_time", over_time(spark, records, top), ["month", f.desc("images"), "tag"]
    yield "rare", distribution.where(f.col("images") <= options.rare), ["images", "tag"]
    yield "ubiquitous", distribution.where(f.col("share") >= options.ubiquitous), [f.desc("images"), "tag"]
    yield "co_occurrence", co_occurrence(spark, records, top, images, options), [f.desc("together"), "tag", "with"]


def over_time(spark, records, top):
    """The most frequent tags by the month in which the pictures were last modified."""
    frequent = f.broadcast(spark.createDataFrame([(row.tag,) for row in top], "tag string"))
    # A month is a whole number while it is counted.
    month = f.year("modified_at") * 12 + f.month("modified_at") - 1
    return (
        records.select(month.alias("m"), f.explode("tags.name").alias("tag"))
        .join(frequent, "tag").groupBy("m", "tag").agg(f.count("*").alias("images"))
        .select(f.format_string("%04d-%02d", f.floor(f.col("m") / 12).cast("int"), (f.col("m") % 12 + 1).cast("int")).alias("month"),
                "tag", "images")
    )


def co_occurrence(spark, records, top, images, options):
    """Pairs of the most frequent tags: how often together, and how much more often than chance (lift)."""
    counts, width = [row.images for row in top], max(len(top), 1)
    rows = []
    if top:
        # Numbers instead of names while pairs are counted: one whole number a pair. Sets are looked up by hash and maps from
        # their first entry on: the frequent ones come first, and what is in no pair is left out before.
        number = f.create_map(*[x for i, row in enumerate(top) for x in (f.lit(row.tag), f.lit(i))])
        frequent = [row.tag for row in top]
        known = records.select(
            f.array_sort(f.transform(f.filter("tags.name", lambda n: n.isin(frequent)), lambda n: number[n])).alias("n")
        )
        pairs = known.select(f.explode(f.expr(
            f"flatten(transform(n, (a, i) -> transform(slice(n, i + 2, size(n)), b -> a * {width} + b)))"
        )).alias("pair"))
        counted = pairs.groupBy("pair").agg(f.count("*").alias("together"))
        for pair, together in counted.where(f.col("together") >= options.least_pairs).collect():
            a, b = sorted((pair // width, pair % width), key=lambda i: top[i].tag)
            rows.append((top[a].tag, top[b].tag, together, counts[a], counts[b], together * images / (counts[a] * counts[b])))
    return spark.createDataFrame(rows, "tag string, with string, together long, images long, with_images long, lift double")


def main():
    options = arguments()
    check(options.export)
    spark = (
        SparkSession.builder.appName("imagetag statistics")
        # Months are UTC, as in every search.
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.adaptive.enabled", "true")
        .getOrCreate()
    )
    # Spark's own 200 is far too many for tables that are small; who set another number is not overruled.
    if spark.conf.get("spark.sql.shuffle.partitions") == "200":
        spark.conf.set("spark.sql.shuffle.partitions", str(2 * spark.sparkContext.defaultParallelism))
    try:
        write(spark, options)
    except (AnalysisException, Py4JJavaError) as fault:
        said = str(fault.java_exception if isinstance(fault, Py4JJavaError) else fault)
        if "MALFORMED_RECORD" in said or "Malformed" in said:
            sys.exit("tag_statistics: a line of the export is no whole record; export it again.")
        sys.exit("tag_statistics: " + said.splitlines()[0])
    spark.stop()
    return 0


def write(spark, options):
    for name, table, order in tables(spark, read(spark, options.export), options):
        table = table.coalesce(1).sortWithinPartitions(*order).persist(StorageLevel.MEMORY_AND_DISK)
        table.write.mode("overwrite").parquet(os.path.join(options.to, name + ".parquet"))
        table.write.mode("overwrite").option("header", True).option("escape", '"').csv(os.path.join(options.to, name + ".csv"))
        print(f"{name}: {table.count()} rows")
        table.unpersist()


if __name__ == "__main__":
    sys.exit(main())
