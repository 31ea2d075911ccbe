"""The file of gradient-boosted trees that the engine reads; crates/strip/src/model/format.rs describes it."""
import struct

import numpy

MAGIC, VERSION = b"tamisgbt", 2
# Units of a leaf in 1 of log-odds.
UNITS = 8192


def fnv(data):
    """The 64-bit FNV-1a hash of some bytes."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def names_hash(names):
    """Hash of the names of the features, each followed by a line feed."""
    return fnv("".join(name + "\n" for name in names).encode())


def file_hash(path):
    """Hash of a model file, as `tamis --version` prints it."""
    return f"{fnv(path.read_bytes()) >> 16:012x}"


def units(value):
    return max(-32768, min(32767, round(value * UNITS)))


def single(threshold):
    """The largest 32-bit number that is not above the threshold: features are 32-bit numbers."""
    value = numpy.float32(threshold)
    if float(value) > threshold:
        value = numpy.nextafter(value, numpy.float32("-inf"))
    return float(value)


def tree_bytes(structure):
    """One tree of LightGBM's dump; inner nodes in the order of a walk, so that steps lead onwards."""
    nodes, leaves = [], []

    def place(node):
        if "split_feature" not in node:
            leaves.append(units(node["leaf_value"]))
            return ~(len(leaves) - 1)
        assert node["decision_type"] == "<=" and node["missing_type"] in ("None", "Zero", "NaN")
        at = len(nodes)
        nodes.append(None)
        left, right = place(node["left_child"]), place(node["right_child"])
        nodes[at] = (node["split_feature"], single(node["threshold"]), left, right, units(node["internal_value"]))
        return at

    place(structure)
    out = struct.pack("<H", len(nodes))
    for node in nodes:
        out += struct.pack("<Hfhhh", *node)
    return out + struct.pack(f"<{len(leaves)}h", *leaves)


def table_bytes(bits, weights):
    """A table of 2**bits weights, in steps of the largest."""
    unit = numpy.float32(max(numpy.abs(weights).max(), 1e-6) / 127)
    steps = numpy.rint(weights / unit).clip(-127, 127).astype(numpy.int8)
    return struct.pack("<Bf", bits, unit) + steps.tobytes()


def named(name):
    return struct.pack("<B", len(name)) + name.encode()


def write(path, forests, tables=()):
    """forests: (name, names of features, LightGBM booster); tables: (name, bits of an index, weights)."""
    out = MAGIC + struct.pack("<II", VERSION, len(forests))
    for name, names, booster in forests:
        trees = booster.dump_model()["tree_info"]
        out += named(name)
        out += struct.pack("<QII", names_hash(names), len(names), len(trees))
        out += b"".join(tree_bytes(tree["tree_structure"]) for tree in trees)
    out += struct.pack("<I", len(tables))
    for name, bits, weights in tables:
        out += named(name) + table_bytes(bits, weights)
    path.write_bytes(out)
