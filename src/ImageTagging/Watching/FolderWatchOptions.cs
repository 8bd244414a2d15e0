namespace ImageTagging;

/// <summary>How folders are watched.</summary>
public sealed record FolderWatchOptions
{
    /// <summary>How long a file must be left alone, and then look the same twice, before it is read: 50 milliseconds–1 hour.</summary>
    /// <value>The default is 2 seconds.</value>
    public TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a folder is listed whole, whatever was noticed: network disks tell nothing, and busy ones too little. 1 second–31 days.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan ListEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <exception cref="ImageTaggingException">A value is out of its range (code <c>InvalidOptions</c>).</exception>
    internal void Validate()
    {
        if (Settle < TimeSpan.FromMilliseconds(50) || Settle > TimeSpan.FromHours(1))
        {
            throw Fault($"A file settles in 50 milliseconds to 1 hour, not in {Settle}.");
        }

        if (ListEvery < TimeSpan.FromSeconds(1) || ListEvery > TimeSpan.FromDays(31))
        {
            throw Fault($"A folder is listed every second at the most and every 31 days at the least, not every {ListEvery}.");
        }
    }

    private static ImageTaggingException Fault(string message) => new(message) { Code = ErrorCodes.InvalidOptions };
}
