using System.Runtime.InteropServices;

namespace ImageTagging.Tool.Workers;

/// <summary>
/// Notices when nobody reads standard output any more, as when the executor that started a worker was lost: a worker that
/// waits for a slow service would not, and go on paying beside the one that took its place.
/// </summary>
internal sealed partial class OutputReaderWatch : IDisposable
{
    private const int StandardOutput = 1;
    private const short Error = 0x0008;
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _gone;
    private readonly Timer? _timer;

    public OutputReaderWatch(CancellationToken cancellationToken)
    {
        _gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            _timer = new Timer(_ => Look(), null, s_every, s_every);
        }
    }

    /// <summary>Cancelled when nobody reads, and with the token that was given.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <inheritdoc />
    public void Dispose()
    {
        _timer?.Dispose();
        _gone.Dispose();
    }

    private void Look()
    {
        var pipe = new Watched { Descriptor = StandardOutput };
        if (Poll(ref pipe, 1, 0) > 0 && (pipe.Happened & Error) != 0)
        {
            try
            {
                _gone.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended at the same moment.
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref Watched watched, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Watched
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }
}
