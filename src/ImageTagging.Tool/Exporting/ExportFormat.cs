namespace ImageTagging.Tool.Exporting;

/// <summary>What an export is written as.</summary>
internal enum ExportFormat
{
    Ndjson,
    Csv,
    Parquet,
}
