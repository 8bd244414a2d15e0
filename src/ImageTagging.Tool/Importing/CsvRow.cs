namespace ImageTagging.Tool.Importing;

/// <summary>One row of a CSV file, or why it is none.</summary>
/// <param name="Number">The line that it begins on, from 1.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Cells">What it holds.</param>
/// <param name="Fault">What is wrong with it; null where nothing is.</param>
internal sealed record CsvRow(long Number, int Bytes, IReadOnlyList<string> Cells, string? Fault = null);
