namespace ImageTagging.Hosting;

/// <summary>Makes one run.</summary>
internal delegate Task BackgroundRun(RunOptions options, CancellationToken cancellationToken);
