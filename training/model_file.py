"""The file of gradient-boosted trees that the engine reads; crates/strip/src/model/format.rs describes it."""
import struct

import numpy

MAGIC, VERSION = b"tamisgbt", 1
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


def write(path, forests):
    """forests: (name, names of features, LightGBM booster)."""
    out = MAGIC + struct.pack("<II", VERSION, len(forests))
    for name, names, booster in forests:
        trees = booster.dump_model()["tree_info"]
        out += struct.pack("<B", len(name)) + name.encode()
        out += struct.pack("<QII", names_hash(names), len(names), len(trees))
        out += b"".join(tree_bytes(tree["tree_structure"]) for tree in trees)
    path.write_bytes(out)
