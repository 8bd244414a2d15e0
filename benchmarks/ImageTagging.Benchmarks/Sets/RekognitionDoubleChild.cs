using System.Globalization;
using ImageTagging.Testing;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>
/// The service in a process of its own, so that its work is not counted as the client's: a double, and beside it one that
/// checks nothing and always sends the same answer. Writes both addresses; the argument is the answers' delay in milliseconds.
/// </summary>
internal sealed class RekognitionDoubleChild : IBenchmarkChild
{
    private const string Answer =
        """{"LabelModelVersion":"3.0","Labels":[{"Name":"Cat","Confidence":98.5,"Instances":[],"Parents":[],"Aliases":[],"Categories":[]}]}""";

    public string Name => "rekognition-double";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await using var server = await RekognitionDouble.StartAsync();
        await using var plain = await RekognitionDouble.StartAsync();
        plain.FaultFor = _ => RekognitionFault.Raw(200, "application/x-amz-json-1.1", Answer);
        server.Delay = TimeSpan.FromMilliseconds(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        Console.WriteLine(server.ServiceUrl);
        Console.WriteLine(plain.ServiceUrl);
        await Console.In.ReadToEndAsync(cancellationToken);
    }
}
