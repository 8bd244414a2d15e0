using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Benchmarks.Sets;

/// <summary>A host with the endpoints over a SQLite file; tells its address, then for each line its memory and its processor time so far, until its input ends.</summary>
internal sealed class HttpSearchChild : IBenchmarkChild
{
    public string Name => "http-search-server";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await using var index = new SqliteTagIndex(arguments[0]);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddImageTagging().UseIndex(index);
        await using var app = builder.Build();
        app.MapImageTagging();
        await app.StartAsync(cancellationToken);
        Console.WriteLine(app.Urls.First());
        while (await Console.In.ReadLineAsync(cancellationToken) is not null)
        {
            Console.WriteLine(Machine.WorkingSet().ToString(CultureInfo.InvariantCulture));
            Console.WriteLine(Environment.CpuUsage.TotalTime.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        }
    }
}
