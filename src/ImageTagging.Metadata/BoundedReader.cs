namespace ImageTagging.Metadata;

/// <summary>Reads metadata of pictures from outside: what takes too long stops.</summary>
internal sealed class BoundedReader(TimeSpan timeout, TimeProvider time)
{
    public async ValueTask<(IReadOnlyList<Keyword> Keywords, string? Lost)> ReadAsync(
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var late = new CancellationTokenSource(timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await Task.Run(() => Read(content, ending.Token), ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            var message = $"Reading the metadata took longer than {timeout.TotalSeconds:0.###} s and was given up.";
            throw new UnreadableMetadataException("MetadataTimedOut", message, fault);
        }
    }

    private static (IReadOnlyList<Keyword> Keywords, string? Lost) Read(ReadOnlyMemory<byte> content, CancellationToken ending)
    {
        var parts = PictureParts.Read(content, ending);
        var found = new List<Keyword?>();
        found.AddRange(parts.Windows.SelectMany(w => w.Split(';', 2000)).Select(Keyword.Plain).Take(2000));
        foreach (var iptc in parts.Iptc)
        {
            var lost = IptcKeywords.Read(iptc.Span, found);
            parts.Lost ??= lost;
        }

        foreach (var packet in parts.Xmp)
        {
            var lost = XmpKeywords.Read(packet.Span, found, ending);
            parts.Lost ??= lost;
        }

        return ([.. found.OfType<Keyword>()], parts.Lost);
    }
}
