using System.Buffers.Binary;
using System.Text;

namespace ImageTagging.Imaging.Tests;

/// <summary>Cameras' raw files, each laid out as its maker does, around previews that are given.</summary>
internal static class RawFiles
{
    /// <summary>What each way of keeping a preview is told as.</summary>
    public static IReadOnlyDictionary<string, string> Types { get; } =
        new Dictionary<string, string>
        {
            ["dng"] = "image/x-adobe-dng",
            ["cr2"] = "image/x-canon-cr2",
            ["cr3"] = "image/x-canon-cr3",
            ["cr3 without a track"] = "image/x-canon-cr3",
            ["nef"] = "image/x-nikon-nef",
            ["nef with a maker's note"] = "image/x-nikon-nef",
            ["arw"] = "image/x-sony-arw",
            ["raf"] = "image/x-fuji-raf",
            ["orf"] = "image/x-olympus-orf",
            ["orf of old"] = "image/x-olympus-orf",
            ["orf of OM System"] = "image/x-olympus-orf",
            ["rw2"] = "image/x-panasonic-rw2",
            ["pef"] = "image/x-pentax-pef",
            ["pef with a maker's note"] = "image/x-pentax-pef",
            ["srw"] = "image/x-raw",
        };

    private static readonly byte[] s_sensor = [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 31))];

    // As Canon keeps what its sensor saw: a JPEG without loss, which no viewer shows, larger than every preview.
    private static readonly byte[] s_lossless =
    [
        .. (ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF, 0xC3, 0, 11, 14, 0x20, 0, 0x20, 0, 1, 1, 0x11, 0],
        .. s_sensor,
    ];

    private static readonly Lazy<byte[]> s_thumbnail = new(() => Pictures.Solid(16, 12, [255, 0, 0], ".jpg"));

    /// <summary>A raw file.</summary>
    /// <param name="kind">One of <see cref="Types"/>.</param>
    /// <param name="preview">The large preview; empty for none at all, not even the small one.</param>
    /// <param name="orientation">What the raw file says of it.</param>
    public static byte[] Make(string kind, byte[] preview, uint orientation = 1)
    {
        var thumbnail = preview.Length > 0 ? s_thumbnail.Value : [];
        var length = (uint)preview.Length;
        switch (kind)
        {
            case "dng":
            {
                var file = new TiffFile("MM\0*");
                var large = file.Directory(0, (0xFE, 1u), (0x103, 7u), (0x111, file.Add(preview)), (0x117, length));
                var sensor = file.Directory(
                    0,
                    (0x103, 7u),
                    (0x106, 32803u),
                    (0x111, file.Add(s_lossless)),
                    (0x117, (uint)s_lossless.Length)
                );
                return file.End(
                    file.Directory(
                        0,
                        (0x103, 7u),
                        (0x10F, "Leica Camera AG"),
                        (0x111, file.Add(thumbnail)),
                        (0x112, orientation),
                        (0x117, (uint)thumbnail.Length),
                        (0x14A, new[] { sensor, large }),
                        (0xC612, 0x01040000u)
                    )
                );
            }

            case "cr2":
            {
                var file = new TiffFile("II*\0", head: 16);
                var sensor = file.Directory(0, (0x103, 6u), (0x111, file.Add(s_lossless)), (0x117, (uint)s_lossless.Length));
                var small = file.Directory(sensor, (0x201, file.Add(thumbnail)), (0x202, (uint)thumbnail.Length));
                var bytes = file.End(
                    file.Directory(
                        small,
                        (0x103, 6u),
                        (0x10F, "Canon"),
                        (0x111, file.Add(preview)),
                        (0x112, orientation),
                        (0x117, length)
                    )
                );
                "CR\u0002\0"u8.CopyTo(bytes.AsSpan(8));
                return bytes;
            }

            case "nef":
            case "arw":
            case "srw":
            case "pef":
            {
                var file = new TiffFile(kind == "nef" ? "MM\0*" : "II*\0");
                var large = file.Directory(0, (0x201, file.Add(preview)), (0x202, length));
                var sensor = file.Directory(
                    large,
                    (0x103, 1u),
                    (0x106, 32803u),
                    (0x111, file.Add(s_sensor)),
                    (0x117, (uint)s_sensor.Length)
                );
                var make = kind switch
                {
                    "nef" => "NIKON CORPORATION",
                    "arw" => "SONY",
                    "srw" => "SAMSUNG",
                    _ => "RICOH IMAGING COMPANY, LTD.",
                };
                return file.End(
                    file.Directory(
                        0,
                        (0x103, 1u),
                        (0x10F, make),
                        (0x111, file.Add(s_sensor)),
                        (0x112, orientation),
                        (0x117, (uint)s_sensor.Length),
                        (0x14A, sensor)
                    )
                );
            }

            case "nef with a maker's note":
            {
                // The note holds a TIFF of its own, which counts from its own beginning.
                var own = new TiffFile("MM\0*");
                var there = own.Directory(0, (0x201, own.Add(preview)), (0x202, length));
                byte[] note = [.. "Nikon\0\u0002\u0010\0\0"u8, .. own.End(own.Directory(0, (0x11, there)))];
                var file = new TiffFile();
                return WithNote(file, "NIKON", orientation, (uint)note.Length, file.Add(note));
            }

            case "orf":
            case "orf of OM System":
            {
                // The note's numbers count from its own beginning: its head, its directory, the settings, the preview.
                byte[] head = kind == "orf" ? [.. "OLYMPUS\0II\u0003\0"u8] : [.. "OM SYSTEM\0\0\0II\u0004\0"u8];
                var settings = (uint)head.Length + 18;
                byte[] note =
                [
                    .. head,
                    .. Entries(isBig: false, (0x2020, settings)),
                    .. Entries(isBig: false, (0x101, settings + 30), (0x102, length)),
                    .. preview,
                ];
                var file = new TiffFile("IIRO");
                return WithNote(file, "OM Digital Solutions", orientation, (uint)note.Length, file.Add(note));
            }

            case "orf of old":
            {
                var file = new TiffFile("IIRO");
                var there = file.Directory(0, (0x101, file.Add(preview)), (0x102, length));
                var at = file.Add([.. "OLYMP\0\u0001\0"u8, .. Entries(isBig: false, (0x2020, there))]);
                return WithNote(file, "OLYMPUS OPTICAL CO.,LTD", orientation, 26, at);
            }

            case "pef with a maker's note":
            {
                var file = new TiffFile("MM\0*");
                var at = file.Add(preview);
                var note = file.Add([.. "AOC\0MM"u8, .. Entries(isBig: true, (3, length), (4, at))]);
                return WithNote(file, "PENTAX Corporation", orientation, 6 + 2 + 24 + 4, note);
            }

            case "rw2":
            {
                var file = new TiffFile("IIU\0");
                return file.End(
                    file.Directory(0, (0x2E, (length, file.Add(preview))), (0x10F, "Panasonic"), (0x112, orientation))
                );
            }

            case "raf":
            {
                var bytes = new byte[160 + preview.Length + s_sensor.Length];
                "FUJIFILMCCD-RAW 0201FF383501X-T3"u8.CopyTo(bytes);
                if (preview.Length > 0)
                {
                    BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(84), 160);
                    BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(88), length);
                }

                preview.CopyTo(bytes, 160);
                s_sensor.CopyTo(bytes, 160 + preview.Length);
                return bytes;
            }

            case "cr3":
            case "cr3 without a track":
                return Cr3(preview, thumbnail, orientation, hasTrack: kind == "cr3");

            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    private static byte[] WithNote(TiffFile file, string make, uint orientation, uint length, uint at)
    {
        var exif = file.Directory(0, (0x927C, (length, at)));
        return file.End(file.Directory(0, (0x106, 32803u), (0x10F, make), (0x112, orientation), (0x8769, exif)));
    }

    private static byte[] Entries(bool isBig, params (ushort Tag, uint Value)[] entries)
    {
        var bytes = new byte[2 + (entries.Length * 12) + 4];
        Short(bytes, (ushort)entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = bytes.AsSpan(2 + (i * 12));
            Short(entry, entries[i].Tag);
            Short(entry[2..], 4);
            Number(entry[4..], 1);
            Number(entry[8..], entries[i].Value);
        }

        return bytes;

        void Short(Span<byte> to, ushort value)
        {
            if (isBig)
            {
                BinaryPrimitives.WriteUInt16BigEndian(to, value);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(to, value);
            }
        }

        void Number(Span<byte> to, uint value)
        {
            if (isBig)
            {
                BinaryPrimitives.WriteUInt32BigEndian(to, value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(to, value);
            }
        }
    }

    private static byte[] Cr3(byte[] preview, byte[] thumbnail, uint orientation, bool hasTrack)
    {
        var exif = new TiffFile();
        var cmt1 = exif.End(exif.Directory(0, (0x10F, "Canon"), (0x112, orientation)));
        var canon = Box(
            "uuid",
            Convert.FromHexString("85c0b687820f11e08111f4ce462b6a48"),
            Box("CNCV", "CanonCR3_001/00.09.00/00.00.00"u8.ToArray()),
            Box("CMT1", cmt1),
            thumbnail.Length > 0 ? Box("THMB", new byte[16], thumbnail) : []
        );
        var small = hasTrack ? thumbnail : preview;
        var shown =
            small.Length > 0
                ? Box(
                    "uuid",
                    Convert.FromHexString("eaf42b5e1c984b88b9fbb7dc406e4d16"),
                    [0, 0, 0, 0, 0, 0, 0, 1],
                    Box("PRVW", new byte[16], small)
                )
                : [];
        var data = hasTrack ? preview : [];
        // The track's sample lies in mdat, whose place is known once all before it is.
        byte[] Movie(ulong at) =>
            Box(
                "moov",
                canon,
                hasTrack && data.Length > 0
                    ? Box(
                        "trak",
                        Box(
                            "mdia",
                            Box(
                                "minf",
                                Box(
                                    "stbl",
                                    Box("stsz", new byte[4], Long((uint)data.Length), Long(1)),
                                    Box("co64", new byte[4], Long(1), Long((uint)(at >> 32)), Long((uint)at))
                                )
                            )
                        )
                    )
                    : []
            );
        var type = Box("ftyp", "crx \0\0\0\u0001crx isom"u8.ToArray());
        var before = (ulong)(type.Length + Movie(0).Length + shown.Length);
        return [.. type, .. Movie(before + 16), .. shown, .. LongBox("mdat", data, s_sensor)];
    }

    private static byte[] Box(string type, params byte[][] parts)
    {
        byte[] body = [.. parts.SelectMany(p => p)];
        return [.. Long((uint)body.Length + 8), .. Encoding.ASCII.GetBytes(type), .. body];
    }

    private static byte[] LongBox(string type, params byte[][] parts)
    {
        byte[] body = [.. parts.SelectMany(p => p)];
        return [.. Long(1), .. Encoding.ASCII.GetBytes(type), .. Long(0), .. Long((uint)body.Length + 16), .. body];
    }

    private static byte[] Long(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
