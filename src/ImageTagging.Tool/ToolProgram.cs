using System.CommandLine;
using System.Runtime.InteropServices;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Commands;

/// <summary>Parses, runs and turns every end into an exit code.</summary>
internal static class ToolProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, HangUp);
        return await RunAsync(args, Console.Out, Console.Error, stop.Token).ConfigureAwait(false);

        // The terminal is gone, or Spark's executor, which tells its workers so: there is nobody to ask for it once more.
        void HangUp(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        // The first signal lets what is in flight finish; a second one ends the program at once.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            if (signal.Cancel)
            {
                Console.Error.WriteLine("Stopping: what is in flight is being finished (once more to end at once).");
                stop.Cancel();
            }
        }
    }

    public static async Task<int> RunAsync(
        string[] args,
        TextWriter standardOutput,
        TextWriter standardError,
        CancellationToken cancellationToken,
        TimeProvider? time = null
    )
    {
        var output = new ToolOutput(standardOutput, standardError, OutputSettings.Of(args, time ?? TimeProvider.System));
        try
        {
            var root = CommandLine.CreateFor(args);
            var parsed = root.Parse(WordOrder.Sort(root, args), new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0)
            {
                output.Fault("Usage", UsageWords.Of(parsed));
                return ExitCode.Usage;
            }

            ToolOutput.Current = output;
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = standardOutput,
                Error = standardError,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            output.Fault("Interrupted", "Interrupted.");
            return ExitCode.Interrupted;
        }
        catch (TagQuerySyntaxException fault)
        {
            output.Fault("QuerySyntax", fault.Message);
            return ExitCode.Usage;
        }
        catch (ImageTaggingException fault)
        {
            output.Fault(fault.Code, fault.Message);
            return fault.Code is ErrorCodes.InvalidOptions or "Usage" ? ExitCode.Usage : ExitCode.CouldNotRun;
        }
        catch (ArgumentException fault)
        {
            // What an option says is out of its range; the parameter's name says nothing to a person.
            output.Fault("Usage", fault.Message.Split(" (Parameter", 2)[0].ReplaceLineEndings(" "));
            return ExitCode.Usage;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            output.Fault(fault.GetType().Name, fault.Message);
            return ExitCode.CouldNotRun;
        }
    }
}
