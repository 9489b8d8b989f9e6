namespace Orleans.Gateway.AzureNode;

/// <summary>The first line that a node reads.</summary>
public sealed record NodeStart(string ConnectionString, string Container, string Table, string Cluster);

/// <summary>What a node is asked to do with a note.</summary>
/// <param name="Do"><c>read</c>, <c>write</c> or <c>clear</c>.</param>
public sealed record NodeRequest(string Do, string Key, string? Text = null);

/// <summary>At start: the node's silo, and the assembly of its membership table. Then: the text of the note, and the silo in which it is awake.</summary>
public sealed record NodeAnswer(string? First, string Second);
