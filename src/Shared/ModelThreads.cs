using Microsoft.ML.OnnxRuntime;

namespace ImageTagging;

// How the models of this machine run: what is asked of them comes side by side, so more threads for one would only wait for each other.
internal static class ModelThreads
{
    // For which Microsoft.ML.OnnxRuntime 1.31 brings a library, by its package.
    private static readonly string[] Platforms = ["linux-x64", "linux-arm64", "win-x64", "win-arm64", "osx-arm64"];

    // Whether the memory of runs was made here: one for all sessions of the process.
    private static readonly Lazy<bool> s_memory = new(ShareMemory);

    // What to do where ONNX Runtime's library could not be loaded.
    public static string MissingLibrary { get; } = MissingLibraryOn(NativePlatform.Name);

    // Whether ONNX Runtime is made for a platform.
    public static bool IsSupportedOn(string platform) => Platforms.Contains(platform, StringComparer.Ordinal);

    // What to do on a platform where ONNX Runtime's library could not be loaded.
    public static string MissingLibraryOn(string platform) =>
        IsSupportedOn(platform)
            ? "ONNX Runtime's native library cannot be loaded; add Microsoft.ML.OnnxRuntime to the application."
            : $"ONNX Runtime is not made for this platform ({platform}), so no model runs here; "
                + $"it is for {string.Join(", ", Platforms)}. Tags of Rekognition, embedded keywords and names need no model.";

    // The options of a session of one thread. Dispose them.
    public static SessionOptions One()
    {
        ModelTelemetry.EnsureOff();
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // One block for all of a run fits no other model's: pieces are shared.
            EnableMemoryPattern = false,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _ = s_memory.Value;
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
        return options;
    }

    // Each session alone would keep what its largest run took, rounded up to a power of two. No other session of the process is
    // touched: each has to ask for what is shared.
    private static bool ShareMemory()
    {
        const int AsRequested = 1;
        try
        {
            OrtEnv.Instance().DisableTelemetryEvents();
            using var rules = new OrtArenaCfg(0, AsRequested, -1, -1);
            using var where = new OrtMemoryInfo("Cpu", OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
            OrtEnv.Instance().CreateAndRegisterAllocator(where, rules);
            return true;
        }
        catch (OnnxRuntimeException)
        {
            // The process has one already, which serves as well.
            return false;
        }
    }
}
