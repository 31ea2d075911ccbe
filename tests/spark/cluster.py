"""Spark with real executors on one machine."""

from __future__ import annotations

import os
import pathlib
import sys

from pyspark.sql import SparkSession

HERE = pathlib.Path(__file__).resolve().parent

LOGGING = """
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex
# What an executor that ends says of its connections.
logger.quiet.name = org.apache.spark
logger.quiet.level = off
"""


def start(
    folder: pathlib.Path, executors: int, memory: int = 1024, settings: dict[str, str] | None = None
) -> SparkSession:
    """A session with so many executors of one core each and so many MiB, whose temporary files are under `folder`."""
    os.environ["SPARK_LOCAL_HOSTNAME"] = "localhost"
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["SPARK_LOCAL_DIRS"] = str(folder / "local")
    os.environ["SPARK_WORKER_DIR"] = str(folder / "workers")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    logging = folder / "log4j2.properties"
    logging.write_text(LOGGING)
    options = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "localhost",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{logging} {QUICK}",
        "spark.executor.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{logging} {QUICK}",
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(
            [*os.environ.get("PYTHONPATH", "").split(os.pathsep), str(HERE)]
        ),
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.log.level": "OFF",
        "spark.port.maxRetries": "100",
        # What an executor held that was killed is gone, and asking for it again does not help.
        "spark.shuffle.io.maxRetries": "1",
        "spark.shuffle.io.retryWait": "100ms",
    } | (settings or {})
    builder = SparkSession.builder.master(f"local-cluster[{executors},1,{memory}]").appName("tamis")
    for key, value in options.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


#: Short runs: compile little, collect on one thread.
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"
