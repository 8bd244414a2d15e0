using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace ImageTagging.Tool.Output;

/// <summary>Where a command's words go: results to standard output, notes and progress to standard error, JSON one object a line.</summary>
internal sealed class ToolOutput
{
    private static readonly AsyncLocal<ToolOutput?> s_current = new();
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly TextWriter _out;
    private readonly TextWriter _error;

    public ToolOutput(TextWriter standardOutput, TextWriter standardError, bool json, bool quiet)
    {
        (_out, _error, IsJson, IsQuiet) = (
            TextWriter.Synchronized(standardOutput),
            TextWriter.Synchronized(standardError),
            json,
            quiet
        );
        IsOutputTerminal = ReferenceEquals(standardOutput, Console.Out) && !Console.IsOutputRedirected && !json;
        IsErrorTerminal =
            ReferenceEquals(standardError, Console.Error)
            && !Console.IsErrorRedirected
            && Environment.GetEnvironmentVariable("TERM") != "dumb"
            && !json
            && !quiet;
    }

    public static ToolOutput Current
    {
        get => s_current.Value ?? throw new InvalidOperationException("No command is running.");
        set => s_current.Value = value;
    }

    public bool IsJson { get; }

    public bool IsQuiet { get; }

    public bool IsOutputTerminal { get; }

    /// <summary>Whether standard error can show a line that changes.</summary>
    public bool IsErrorTerminal { get; }

    public TextWriter Standard => _out;

    public TextWriter Error => _error;

    /// <summary>Called before anything is printed: takes a line away that changes.</summary>
    public Action BeforeLine { get; set; } = static () => { };

    /// <summary>A result, for people; made harmless.</summary>
    public void Line(string text = "")
    {
        if (!IsJson)
        {
            BeforeLine();
            _out.WriteLine(Terminal.Safe(text));
        }
    }

    /// <summary>What is good to know and no result.</summary>
    public void Note(string text)
    {
        if (!IsJson && !IsQuiet)
        {
            BeforeLine();
            _error.WriteLine(Terminal.Safe(SettingWords.In(text)));
        }
    }

    /// <summary>What someone who waits should know now, whatever form the results have.</summary>
    public void Warning(string text)
    {
        if (!IsQuiet)
        {
            BeforeLine();
            _error.WriteLine("imagetag: " + Terminal.Safe(SettingWords.In(text).ReplaceLineEndings(" ")));
        }
    }

    /// <summary>Why it could not be done, in one sentence.</summary>
    public void Fault(string code, string message)
    {
        message = SettingWords.In(message, code);
        try
        {
            Object(
                "error",
                w =>
                {
                    w.WriteString("code", code);
                    w.WriteString("message", message);
                }
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The fault may be that standard output takes nothing any more; standard error still says it.
        }

        try
        {
            BeforeLine();
            _error.WriteLine("imagetag: " + Terminal.Safe(message.ReplaceLineEndings(" ")));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Nobody is left to tell; the exit code says that it failed.
        }
    }

    /// <summary>One JSON object on a line of its own, with its type first; only with <c>--json</c>.</summary>
    public void Object(string type, Action<Utf8JsonWriter> members)
    {
        if (!IsJson)
        {
            return;
        }

        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, s_json))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            members(writer);
            writer.WriteEndObject();
        }

        _out.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>A table on a terminal, tab-separated lines elsewhere.</summary>
    public void Table(string[] headings, IEnumerable<string[]> rows)
    {
        if (IsJson)
        {
            return;
        }

        if (!IsOutputTerminal)
        {
            foreach (var row in rows)
            {
                _out.WriteLine(string.Join('\t', row.Select(Terminal.Safe)));
            }

            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn(heading));
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(cell => new Text(Terminal.Safe(cell)))]);
        }

        AnsiConsole.Write(table);
    }
}
