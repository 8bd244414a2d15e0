using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace ImageTagging.Tool.Output;

/// <summary>Where a command's words go: results to standard output, notes and progress to standard error, JSON one object a line.</summary>
internal sealed class ToolOutput
{
    private static readonly AsyncLocal<ToolOutput?> s_current = new();
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly TextWriter _out;
    private readonly TextWriter _error;
    private readonly LogFormat? _format;

    public ToolOutput(TextWriter standardOutput, TextWriter standardError, OutputSettings settings)
    {
        (_out, _error) = (TextWriter.Synchronized(standardOutput), TextWriter.Synchronized(standardError));
        (IsJson, IsQuiet, IsVerbose, _format, Time) = (
            settings.IsJson,
            settings.IsQuiet,
            settings.IsVerbose,
            settings.LogFormat,
            settings.Time
        );
        Log = new(this);
        IsOutputTerminal = ReferenceEquals(standardOutput, Console.Out) && !Console.IsOutputRedirected && !IsJson;
        IsErrorTerminal =
            ReferenceEquals(standardError, Console.Error)
            && !Console.IsErrorRedirected
            && Environment.GetEnvironmentVariable("TERM") != "dumb"
            && !IsJson
            && !IsQuiet
            && _format is null;
    }

    /// <summary>The running command's; null outside of one.</summary>
    public static ToolOutput? Running => s_current.Value;

    public static ToolOutput Current
    {
        get => s_current.Value ?? throw new InvalidOperationException("No command is running.");
        set => s_current.Value = value;
    }

    public bool IsJson { get; }

    public bool IsQuiet { get; }

    /// <summary>True if everything that the libraries tell is passed on.</summary>
    public bool IsVerbose { get; }

    /// <summary>The libraries' messages, of all that a command works with.</summary>
    public LibraryLog Log { get; }

    /// <summary>The clock of what is told.</summary>
    public TimeProvider Time { get; }

    /// <summary>True if work that takes long tells its start, its minutes and its end in lines: where no line can change.</summary>
    public bool HasJournal => !IsQuiet && !IsErrorTerminal;

    public bool IsOutputTerminal { get; }

    /// <summary>True if standard error can show a line that changes.</summary>
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

    /// <summary>Writes a note that is good to know and no result.</summary>
    public void Note(string text)
    {
        if (IsJson || IsQuiet)
        {
            return;
        }

        text = SettingWords.In(text);
        if (_format == LogFormat.Json)
        {
            WriteJournal(LogLevel.Information, JournalEvent.Note, text);
        }
        else
        {
            BeforeLine();
            _error.WriteLine(Terminal.Safe(text));
        }
    }

    /// <summary>Writes a note that someone who waits should read now, whatever form the results have.</summary>
    public void Warning(string text)
    {
        if (!IsQuiet)
        {
            WriteError(LogLevel.Warning, JournalEvent.Warning, SettingWords.In(text));
        }
    }

    /// <summary>Why it could not be done, in one sentence.</summary>
    public void Fault(string code, string message)
    {
        try
        {
            Object(
                "error",
                w =>
                {
                    w.WriteString("code", code);
                    w.WriteString("message", SettingWords.In(message, code));
                }
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The fault may be that standard output takes nothing any more; standard error still says it.
        }

        Told(code, message);
    }

    /// <summary>A fault on standard error alone, for who writes standard output's lines itself.</summary>
    public void Told(string code, string message)
    {
        try
        {
            WriteError(LogLevel.Error, JournalEvent.Fault, SettingWords.In(message, code), w => w.WriteString("code", code));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Nobody is left to tell; the exit code says that it failed.
        }
    }

    /// <summary>
    /// A line of the journal: with the time where nobody looks on, as a warning or note on a terminal.
    /// </summary>
    /// <param name="level">How grave it is.</param>
    /// <param name="happened">What happened, one of <see cref="JournalEvent"/>.</param>
    /// <param name="text">It in words.</param>
    /// <param name="members">What a JSON line has beside.</param>
    public void Journal(LogLevel level, string happened, string text, Action<Utf8JsonWriter>? members = null)
    {
        if (IsQuiet)
        {
            return;
        }

        text = SettingWords.In(text);
        if (HasJournal)
        {
            WriteJournal(level, happened, text, members);
        }
        else if (level >= LogLevel.Warning)
        {
            WriteError(level, happened, text);
        }
        else
        {
            Note(text);
        }
    }

    private void WriteError(LogLevel level, string happened, string text, Action<Utf8JsonWriter>? members = null)
    {
        if (_format == LogFormat.Json)
        {
            WriteJournal(level, happened, text, members);
            return;
        }

        BeforeLine();
        _error.WriteLine("imagetag: " + Terminal.Safe(text.ReplaceLineEndings(" ")));
    }

    private void WriteJournal(LogLevel level, string happened, string text, Action<Utf8JsonWriter>? members = null)
    {
        var now = Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        text = text.ReplaceLineEndings(" ");
        if (_format != LogFormat.Json)
        {
            _error.WriteLine($"{now} {JournalEvent.Words(happened)}: {Terminal.Safe(text)}");
            return;
        }

        _error.WriteLine(
            JsonLine(w =>
            {
                w.WriteString("time", now);
                w.WriteString("level", JsonNamingPolicy.CamelCase.ConvertName(level.ToString()));
                w.WriteString("event", happened);
                w.WriteString("message", text);
                members?.Invoke(w);
            })
        );
    }

    /// <summary>One JSON object on a line of its own, with its type first; only with <c>--json</c>.</summary>
    public void Object(string type, Action<Utf8JsonWriter> members)
    {
        if (!IsJson)
        {
            return;
        }

        _out.WriteLine(
            JsonLine(w =>
            {
                w.WriteString("type", type);
                members(w);
            })
        );
    }

    private static string JsonLine(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, s_json))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
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
