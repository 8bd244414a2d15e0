using System.Diagnostics;
using System.Text.Json;
using ImageTagging.TestSupport;

namespace ImageTagging.Notebooks.Tests;

/// <summary>The notebook run from top to bottom by Debian's Jupyter: the numbers behind its figures, and its pictures.</summary>
internal sealed class NotebookRun
{
    private const string Mime = "application/vnd.imagetagging.figure+json";
    private const string Python = "/usr/bin/python3";

    private NotebookRun(IReadOnlyDictionary<string, JsonElement> figures, int pictures, string text) =>
        (Figures, Pictures, Text) = (figures, pictures, text);

    public static string File { get; } = Path.Combine(TestPaths.RepositoryRoot, "notebooks", "tag_distribution.ipynb");

    /// <summary>What each figure shows, read from the figure itself.</summary>
    public IReadOnlyDictionary<string, JsonElement> Figures { get; }

    /// <summary>How many pictures are in the output.</summary>
    public int Pictures { get; }

    /// <summary>What was printed.</summary>
    public string Text { get; }

    public static void RequirePython() =>
        Assert.SkipUnless(
            System.IO.File.Exists(Python) && Run(["-c", "import nbconvert, ipykernel, pandas, matplotlib"], null).ExitCode == 0,
            "Jupyter, pandas or matplotlib of the system's Python is not installed; eng/test installs them."
        );

    public static bool HasPyarrow => Run(["-c", "import pyarrow.parquet"], null).ExitCode == 0;

    public static NotebookRun Of(TempFolder folder, IReadOnlyDictionary<string, string> variables)
    {
        var (exit, said) = Execute(folder, variables);
        Assert.True(exit == 0, said);
        return Read(folder);
    }

    /// <summary>What is said where the notebook ends early.</summary>
    public static string Fault(TempFolder folder, IReadOnlyDictionary<string, string> variables)
    {
        var (exit, said) = Execute(folder, variables);
        Assert.NotEqual(0, exit);
        return said;
    }

    private static (int ExitCode, string Said) Execute(TempFolder folder, IReadOnlyDictionary<string, string> variables) =>
        Run(
            [
                "-m",
                "nbconvert",
                "--to",
                "notebook",
                "--execute",
                "--ExecutePreprocessor.timeout=300",
                "--ExecutePreprocessor.startup_timeout=300",
                // Sockets in the folder: free ports would be looked for now and bound by the kernel seconds later.
                "--KernelManager.transport=ipc",
                "--KernelManager.ip=" + folder.File("k"),
                "--output-dir",
                folder.Path,
                "--output",
                "run.ipynb",
                File,
            ],
            new Dictionary<string, string>(variables)
            {
                // Settings and caches of whoever runs the tests stay out of it.
                ["HOME"] = folder.Path,
                ["MPLCONFIGDIR"] = folder.File("matplotlib"),
                ["JUPYTER_CONFIG_DIR"] = folder.File("jupyter"),
                ["JUPYTER_RUNTIME_DIR"] = folder.File("runtime"),
                ["IPYTHONDIR"] = folder.File("ipython"),
            }
        );

    private static NotebookRun Read(TempFolder folder)
    {
        using var notebook = JsonDocument.Parse(System.IO.File.ReadAllText(folder.File("run.ipynb")));
        var figures = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var (pictures, text) = (0, "");
        foreach (
            var output in notebook
                .RootElement.GetProperty("cells")
                .EnumerateArray()
                .Where(c => c.TryGetProperty("outputs", out _))
                .SelectMany(c => c.GetProperty("outputs").EnumerateArray())
        )
        {
            if (output.TryGetProperty("text", out var lines))
            {
                text += string.Concat(lines.EnumerateArray().Select(l => l.GetString()));
            }

            if (output.TryGetProperty("data", out var data))
            {
                pictures += data.TryGetProperty("image/png", out _) ? 1 : 0;
                if (data.TryGetProperty(Mime, out var figure))
                {
                    figures[figure.GetProperty("name").GetString()!] = figure.GetProperty("data").Clone();
                }
            }
        }

        return new(figures, pictures, text);
    }

    private static (int ExitCode, string Said) Run(string[] arguments, IReadOnlyDictionary<string, string>? variables)
    {
        var start = new ProcessStartInfo(Python, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("IMAGETAG_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
