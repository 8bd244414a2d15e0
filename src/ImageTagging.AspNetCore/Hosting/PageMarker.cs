namespace ImageTagging.AspNetCore.Hosting;

/// <summary>Marks the endpoints that a person opens in a browser: there a key may stand in the address, once.</summary>
internal sealed class PageMarker;
