using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Tests.Secrets;

/// <summary>An environment and a disk of a few lines.</summary>
internal sealed class FakeReferences : IReferenceSource
{
    public Dictionary<string, string> Variables { get; } = [];

    public Dictionary<string, string> Files { get; } = [];

    public ReferenceValue Environment(string name) =>
        Variables.TryGetValue(name, out var value) ? ReferenceValue.Of(value) : ReferenceValue.Missing($"the environment variable {name} is not set");

    public ReferenceValue File(string path) =>
        Files.TryGetValue(path, out var value) ? ReferenceValue.Of(value) : ReferenceValue.Missing($"the file {path} does not exist");
}
