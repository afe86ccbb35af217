"""Files and pictures of a run."""

import os
import struct
import unittest
import urllib.parse
import urllib.request
import zlib
from pathlib import Path

import lossboard
from lossboard.values.image import image_of
from support import ServerTest


def pixels_of(png):
    """Width, height, channels and bytes of the pixels of a PNG without filters."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    channels = {0: 1, 4: 2, 2: 3, 6: 4}[kind]
    start = png.index(b"IDAT") + 4
    length = struct.unpack(">I", png[start - 8 : start - 4])[0]
    lines = zlib.decompress(png[start : start + length])
    size = 1 + width * channels
    rows = [lines[at + 1 : at + size] for at in range(0, len(lines), size)]
    return width, height, channels, b"".join(rows) if depth == 8 and len(rows) == height else None


class Tensor:
    dtype = "float32"

    def __init__(self, rows):
        self.rows = rows

    def detach(self):
        return self

    cpu = detach

    def tolist(self):
        return self.rows


class Figure:
    def savefig(self, file, format):
        file.write(b"\x89PNG of matplotlib")


class Images(unittest.TestCase):
    def test_an_array_becomes_a_png_of_its_pixels(self):
        rows = {
            "grey": ([[0, 255], [128, 300]], (2, 2, 1, bytes([0, 255, 128, 255]))),
            "fractions": ([[0.0, 1.0, 0.5, -1.0, float("nan")]], (5, 1, 1, bytes([0, 255, 128, 0, 0]))),
            "RGB behind": ([[[1, 2, 3]], [[4, 5, 6]]], (1, 2, 3, bytes([1, 2, 3, 4, 5, 6]))),
            "RGB in front": (Tensor([[[1] * 5, [2] * 5]] * 3), (5, 2, 3, bytes([1] * 15 + [2] * 15))),
            "alpha": ([[[9, 8, 7, 6]]], (1, 1, 4, bytes([9, 8, 7, 6]))),
        }
        for name, (image, wanted) in rows.items():
            with self.subTest(name):
                content, ending = image_of(image)
                self.assertEqual((pixels_of(content), ending), (wanted, "png"))

    def test_what_is_a_picture_already_is_kept_as_it_is(self):
        self.assertEqual(image_of(Figure()), (b"\x89PNG of matplotlib", "png"))
        self.assertEqual(image_of(b"\xff\xd8\xff rest")[1], "jpg")
        self.assertEqual(image_of(b"RIFF....WEBP")[1], "webp")
        for odd in (b"<svg>", [], [[]], [1, 2], [[[1] * 5] * 5] * 5, None, object()):
            with self.assertRaises((ValueError, TypeError), msg=repr(odd)):
                image_of(odd)


class Files(ServerTest):
    def begin(self, id, **options):
        warnings = []
        quick = {"retry": (0.01, 0.05), "console": False, "system": False, "git": False, "diff": False, "command": False}
        settings = {"url": self.server.url, "spool": self.folder, "id": id, **quick, **options}
        return lossboard.init("files", on_warning=warnings.append, **settings), warnings

    def files(self, id):
        return {each["name"]: each["bytes"] for each in self.server.send("GET", f"/runs/{id}/files")["files"]}

    def content(self, id, name):
        url = f"{self.server.url}/api/v1/runs/{id}/file?name={urllib.parse.quote(name)}"
        with urllib.request.urlopen(url, timeout=30) as response:
            return response.read()

    def test_files_and_pictures_arrive_as_they_were(self):
        path = Path(self.folder) / "model.bin"
        path.write_bytes(os.urandom(3_000_000))
        run, warnings = self.begin("files")
        run.log({"loss": 1.0}, step=5)
        run.flush()
        run.file(path)
        run.file(path, "weights/ü best.bin")
        run.file(name="notes.txt", content="häh")
        run.image("samples", [[0, 255]])
        run.image("samples", [[0, 255]], step=7)
        run.file("../../etc/passwd", content=b"x")
        self.assertTrue(run.finish().complete)

        names = ["etc/passwd", "images/samples/5.png", "images/samples/7.png", "model.bin", "notes.txt", "weights/ü best.bin"]
        self.assertEqual(sorted(self.files("files")), names)
        self.assertEqual(self.content("files", "weights/ü best.bin"), path.read_bytes())
        self.assertEqual(self.content("files", "notes.txt").decode(), "häh")
        self.assertEqual(warnings, [])
        self.assertEqual([name for name in os.listdir(self.folder) if name != "model.bin"], [])

    def test_files_wait_on_disk_while_the_server_is_away(self):
        line = self.line()
        line.cut()
        run, _ = self.begin("waiting", url=line.url)
        run.file(name="a.txt", content="a")
        run.file(str(Path(__file__)), "test.py")
        self.assertFalse(run.finish(0.1).complete)
        self.assertEqual(len([name for name in os.listdir(self.folder) if name.endswith(".file")]), 2)
        line.mend()

        # The client of this process takes what it left for that of a living one.
        self.assertEqual(self.call("sends_the_rest")[0], 0)

        self.assertEqual(self.files("waiting"), {"a.txt": 1, "test.py": Path(__file__).stat().st_size})
        self.assertEqual(os.listdir(self.folder), [])

    def test_what_cannot_be_kept_is_reported_and_costs_nothing_else(self):
        gone = Path(self.folder) / "gone.txt"
        run, warnings = self.begin("odd", max_spool_bytes=1000)
        run.file(gone)
        run.file(name="", content="x")
        run.file(name="x" * 121, content="x")
        run.file(name="large", content=bytes(2000))
        run.image("samples", "no such file.png")
        run.image("", [[1]])
        run.file(name="good", content="x")
        run.log({"loss": 1.0})
        delivery = run.finish()

        self.assertEqual((delivery.dropped, delivery.complete), (6, True))
        self.assertEqual(len(warnings), 6)
        self.assertEqual(self.files("odd"), {"good": 1})


if __name__ == "__main__":
    unittest.main()
