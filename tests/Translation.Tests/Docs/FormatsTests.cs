using System.Reflection;
using System.Text.Json;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

namespace Orleans.Gateway.Translation.Tests.Docs;

/// <summary>
/// Every row of the checked tables in docs/formats.md is an example that is run: what the page says of it is what the code does.
/// </summary>
/// <remarks>To write the page anew after a change of the code, run these tests once with <c>GATEWAY_UPDATE_DOCS=1</c> and read the difference.</remarks>
public class FormatsTests
{
    private const string Update = "GATEWAY_UPDATE_DOCS";

    /// <summary>How many columns of a table are input, and what the code makes of them.</summary>
    private static readonly Dictionary<string, (int Inputs, Func<DocTable, string[], string[]> Run)> Checks = new()
    {
        ["parameters"] = (2, (_, input) => RequestRows.Parameter(input)),
        ["anthropic-parameters"] = (2, (_, input) => RequestRows.Parameter(input)),
        ["parts"] = (1, (_, input) => RequestRows.Part(input)),
        ["messages"] = (1, (_, input) => RequestRows.Conversation(input)),
        ["tools"] = (1, (_, input) => RequestRows.ToolDefinition(input)),
        ["tool-choice"] = (1, (_, input) => RequestRows.ToolChoice(input)),
        ["response-format"] = (1, (_, input) => RequestRows.Format(input)),
        ["effort"] = (1, (table, input) => RequestRows.Effort(input, table.Header.Skip(1).Select(DocTable.Code))),
        ["blocks"] = (1, (_, input) => AnswerRows.Block(input)),
        ["stop-reasons"] = (1, (_, input) => AnswerRows.StopReason(input)),
        ["usage"] = (1, (_, input) => AnswerRows.Usage(input)),
        ["events"] = (1, (_, input) => AnswerRows.Event(input)),
        ["splice"] = (1, (_, input) => AnswerRows.Spliced(input)),
        ["chunks"] = (1, (_, input) => AnswerRows.PassedOn(input)),
        ["models"] = (1, (_, input) => TableRows.Model(input)),
        ["failures"] = (1, (_, input) => TableRows.Failure(input)),
        ["statuses"] = (2, (_, input) => TableRows.Status(input)),
        ["repairs"] = (1, (_, input) => TableRows.Repair(input)),
    };

    private static readonly string Page = Path.Combine(RepositoryRoot(), "docs", "formats.md");

    public static TheoryData<string> Names => [.. Checks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_row_says_what_the_code_does(string name)
    {
        var lines = File.ReadAllLines(Page);
        var table = Assert.Single(DocTable.All(lines), table => table.Name == name);
        var (inputs, run) = Checks[name];
        var wrong = new List<string>();
        foreach (var (index, row) in table.Rows.Index())
        {
            var result = run(table, row[..inputs]);
            string[] right = [.. row[..inputs], .. result, .. row.Skip(inputs + result.Length)];
            Assert.True(right.Length == table.Header.Length, $"docs/formats.md, table '{name}', row '{row[0]}' has {row.Length} cells; the header has {table.Header.Length}.");
            if (!right.SequenceEqual(row))
            {
                wrong.Add($"  is:        | {string.Join(" | ", row)} |\n  should be: | {string.Join(" | ", right)} |");
                table.Replace(index, right);
            }
        }

        if (wrong.Count > 0 && Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(Page, string.Join('\n', lines) + "\n");
            return;
        }

        Assert.True(wrong.Count == 0, $"docs/formats.md, table '{name}' ({Update}=1 corrects it):\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void Every_checked_table_is_known_here() =>
        Assert.Equal(Checks.Keys.Order(), DocTable.All(File.ReadAllLines(Page)).Select(table => table.Name).Order());

    [Fact]
    public void Every_parameter_with_a_rule_has_a_row()
    {
        var rules = Enum.GetValues<RequestField>().Where(field => field is not (RequestField.Unknown or RequestField.Count)).Select(field => JsonNamingPolicy.SnakeCaseLower.ConvertName(field.ToString()));

        Assert.Empty(rules.Except(["model", "messages"]).Except(FirstCells("parameters").Concat(FirstCells("anthropic-parameters"))));
    }

    [Fact]
    public void Every_kind_of_failure_has_a_row() => Assert.Equal(Enum.GetNames<FailureKind>().Order(), FirstCells("failures").Order());

    [Fact]
    public void Every_family_of_models_has_a_row()
    {
        var rows = (ValueTuple<string, int, ModelCapabilities>[])Private(typeof(ModelFamilies), "Rows");
        var shown = FirstCells("models").Select(ModelFamilies.Of).ToHashSet();

        Assert.Empty(rows.Where(row => !shown.Contains(row.Item3)).Select(row => $"{row.Item1} {row.Item2}"));
        Assert.Contains(ModelFamilies.Unknown, shown);
    }

    [Fact]
    public void Every_repair_has_a_row()
    {
        var rules = (ValueTuple<string[], RepairFlags>[])Private(typeof(RepairRules), "Rows");
        var shown = FirstCells("repairs").ToList();

        Assert.Empty(rules.Where(rule => !shown.Any(text => rule.Item1.All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)))).Select(rule => string.Join(" … ", rule.Item1)));
    }

    [Fact]
    public void No_row_stands_twice() => Assert.All(
        DocTable.All(File.ReadAllLines(Page)),
        table => Assert.Empty(table.Rows.GroupBy(row => string.Join('|', row[..Checks[table.Name].Inputs])).Where(rows => rows.Count() > 1).Select(rows => $"{table.Name}: {rows.Key}")));

    [Fact]
    public void Every_option_of_a_translation_is_explained_by_its_name_in_the_document()
    {
        var text = File.ReadAllText(Page);
        var document = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "gateway.schema.json"));

        Assert.All(
            typeof(TranslationOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => NameInDocument(property.Name)),
            name =>
            {
                Assert.Contains($"`{name}`", text, StringComparison.Ordinal);
                Assert.Contains($"\"{name}\": {{", document, StringComparison.Ordinal);
            });
    }

    private static string NameInDocument(string property) =>
        property == nameof(TranslationOptions.PrefillMode) ? "prefill" : JsonNamingPolicy.CamelCase.ConvertName(property);

    private static IEnumerable<string> FirstCells(string name) =>
        Assert.Single(DocTable.All(File.ReadAllLines(Page)), table => table.Name == name).Rows.Select(row => DocTable.Code(row[0]));

    private static object Private(Type type, string field) =>
        type.GetField(field, BindingFlags.NonPublic | BindingFlags.Static)?.GetValue(null)
        ?? throw new InvalidOperationException($"{type.Name}.{field} has another name now: tell this test.");

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Orleans.Gateway.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
