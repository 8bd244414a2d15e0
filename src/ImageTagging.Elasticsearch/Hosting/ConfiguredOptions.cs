using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;

namespace ImageTagging.Elasticsearch;

/// <summary>Reads options from a section of the configuration; written out, because binding by reflection does not survive trimming.</summary>
internal static class ConfiguredOptions
{
    public static ElasticsearchIndexOptions Read(
        IConfigurationSection section,
        ElasticsearchIndexOptions options,
        out IReadOnlyList<string> faults
    )
    {
        var reader = new SectionReader(section);
        var (url, nodes) = (reader.Text("Url"), reader.ListOrNull("Nodes"));
        List<string> addresses = [];
        if (url is not null || nodes is not null)
        {
            // What the section says stands for what the host's code said before it.
            options.Nodes.Clear();
            Try("Url", () => _ = url is null ? options : options.UseAddress(url));
            foreach (var node in nodes ?? [])
            {
                Try("Nodes", () => options.Nodes.Add(new(node, UriKind.Absolute)));
            }
        }

        options.IndexName = reader.Text("IndexName") ?? options.IndexName;
        options.UserName = reader.Text("UserName") ?? options.UserName;
        options.Password = reader.Text("Password") ?? options.Password;
        options.ApiKey = reader.Text("ApiKey") ?? options.ApiKey;
        options.BearerToken = reader.Text("BearerToken") ?? options.BearerToken;
        options.CertificateFingerprint = reader.Text("CertificateFingerprint") ?? options.CertificateFingerprint;
        options.CertificateAuthorityFile = reader.Text("CertificateAuthorityFile") ?? options.CertificateAuthorityFile;
        options.CreatesIndex = reader.Flag("CreatesIndex") ?? options.CreatesIndex;
        if (reader.Integer("Shards") is { } shards)
        {
            options.Shards = shards;
        }

        options.Replicas = reader.Integer("Replicas") ?? options.Replicas;
        options.RequestTimeout = reader.Span("RequestTimeout") ?? options.RequestTimeout;
        options.ConnectTimeout = reader.Span("ConnectTimeout") ?? options.ConnectTimeout;
        options.RetryFor = reader.Span("RetryFor") ?? options.RetryFor;
        options.InteractiveRetryFor = reader.Span("InteractiveRetryFor") ?? options.InteractiveRetryFor;
        options.BulkBytes = reader.Integer("BulkBytes") ?? options.BulkBytes;
        options.BulkCount = reader.Integer("BulkCount") ?? options.BulkCount;
        options.BulkDelay = reader.Span("BulkDelay") ?? options.BulkDelay;
        options.MaxBulksInFlight = reader.Integer("MaxBulksInFlight") ?? options.MaxBulksInFlight;
        options.ScanPageSize = reader.Integer("ScanPageSize") ?? options.ScanPageSize;
        options.CompressRequests = reader.Flag("CompressRequests") ?? options.CompressRequests;
        options.MaxAnswerBytes = reader.Integer("MaxAnswerBytes") ?? options.MaxAnswerBytes;
        faults = [.. addresses, .. reader.End()];
        return options;

        void Try(string name, Action set)
        {
            try
            {
                set();
            }
            catch (Exception fault) when (fault is UriFormatException or ArgumentException)
            {
                addresses.Add($"{section.Path}:{name} must be an address such as http://localhost:9200/images.");
            }
        }
    }
}
