namespace ImageTagging.Tool.Setup;

/// <summary>The purpose for which a command opens an index.</summary>
internal enum IndexUse
{
    /// <summary>To read it; where there is none, none is made.</summary>
    Read,

    /// <summary>To change what is in it; where there is none, none is made.</summary>
    Change,

    /// <summary>To change it in a run, which bears with an index that is away by itself; where there is none, none is made.</summary>
    ChangeInRun,

    /// <summary>To write it; made where it is not there.</summary>
    Make,

    /// <summary>To write it in a run, which bears with an index that is away by itself; made where it is not there.</summary>
    MakeInRun,
}
