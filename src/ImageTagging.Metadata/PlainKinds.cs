namespace ImageTagging.Metadata;

/// <summary>Pictures and videos of kinds that keep no metadata, or none that is read: they have the facts that lie beside them.</summary>
internal static class PlainKinds
{
    public static bool Has(ReadOnlySpan<byte> content) =>
        content switch
        {
            [(byte)'B', (byte)'M', ..] => true,
            [0, 0, 1, 0, > 0, 0, ..] => true,
            [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'#', ..] =>
                true,
            // JPEG XL and JPEG 2000 without boxes.
            [0xFF, 0x0A, ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => true,
            // Matroska and WebM, AVI, Windows Media, Flash, MPEG, Ogg.
            [0x1A, 0x45, 0xDF, 0xA3, ..] => true,
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'A', (byte)'V', (byte)'I', ..] => true,
            [0x30, 0x26, 0xB2, 0x75, ..] or [(byte)'F', (byte)'L', (byte)'V', ..] => true,
            [0, 0, 1, 0xBA, ..] or [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => true,
            _ => IsTransportStream(content) || IsTga(content),
        };

    private static bool IsTransportStream(ReadOnlySpan<byte> content) =>
        content.Length > 200 && ((content[0] == 0x47 && content[188] == 0x47) || (content[4] == 0x47 && content[196] == 0x47));

    // It has no mark: a kind of pixels and a depth that there are, and a size.
    private static bool IsTga(ReadOnlySpan<byte> content) =>
        content.Length >= 18
        && content[1] <= 1
        && content[2] is 1 or 2 or 3 or 9 or 10 or 11
        && content[16] is 8 or 15 or 16 or 24 or 32
        && (content[12] | content[13]) > 0
        && (content[14] | content[15]) > 0;
}
