using Microsoft.ML.OnnxRuntime;

namespace ImageTagging;

/// <summary>How the models of this machine run: what is asked of them comes side by side, so more threads for one would only wait for each other.</summary>
internal static class ModelThreads
{
    /// <summary>The options of a session of one thread. Dispose them.</summary>
    public static SessionOptions One()
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }
}
