using System.Runtime.InteropServices;

namespace ImageTagging;

// ONNX Runtime's official libraries tell their makers about every process, model and fault (since 1.29 on Linux and macOS too), and
// keep what they could not send in the user's cache folder. What runs on this machine stays there: nothing of that is wanted.
internal static partial class ModelTelemetry
{
    // Whoever set it, to any value, has decided.
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<bool> s_isOff = new(TurnOff);

    // To be called before ONNX Runtime is loaded: it looks once, as it starts.
    public static void EnsureOff() => _ = s_isOff.Value;

    private static bool TurnOff()
    {
        if (OperatingSystem.IsWindows())
        {
            // There the events go to the system's tracing, which the runtime's own switch ends.
            return true;
        }

        try
        {
            // .NET keeps the environment to itself: what a native library reads is set by the C library alone.
            return SetVariable(Variable, "1", overwrite: 0) == 0;
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
