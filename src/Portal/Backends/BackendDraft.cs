using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.AdminApi;
using Orleans.Gateway.Portal.Apis;
using Orleans.Gateway.Portal.Parts;

namespace Orleans.Gateway.Portal.Backends;

/// <summary>What the pane does: saves a backend, tests it, and puts it behind aliases. A backend without an alias serves nobody, so it can be tested first.</summary>
internal sealed class BackendDraft(AdminClient admin, BackendForm form, JsonObject? before, string? etag)
{
    private JsonObject? _before = before;
    private string? _etag = etag;

    public BackendForm Form { get; private set; } = form;

    /// <summary>Nothing of this name was there when the pane opened.</summary>
    public bool IsNew { get; } = before is null;

    /// <summary>It has been saved by the pane already, for a test.</summary>
    public bool IsStored => IsNew && _etag is not null;

    public IReadOnlyList<string> Apis { get; private set; } = [];

    public string Api { get; set; } = "";

    public string AliasText { get; set; } = "";

    public int Priority { get; set; } = 1;

    public int Weight { get; set; } = 100;

    public IReadOnlyList<string> Aliases => [.. (AliasText ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];

    /// <summary>Where calls will go.</summary>
    public string? Resolved { get; private set; }

    public string? UrlProblem { get; private set; }

    public Problem? Problem { get; private set; }

    /// <summary>Somebody else has saved it since the pane was opened.</summary>
    public StaleSave? Stale { get; private set; }

    public AdminAnswer? Test { get; private set; }

    public bool IsTesting { get; private set; }

    public bool IsSaving { get; private set; }

    /// <summary>All that was typed but credentials, and what it is typed over.</summary>
    public JsonObject Typed => new()
    {
        ["form"] = JsonSerializer.SerializeToNode(Form), ["rest"] = Form.Rest.Text, ["api"] = Api, ["aliases"] = AliasText, ["priority"] = Priority, ["weight"] = Weight,
        ["before"] = _before?.DeepClone(), ["etag"] = _etag,
    };

    public void Restore(JsonObject typed)
    {
        Form = typed["form"].Deserialize<BackendForm>() ?? Form;
        (Form.Rest.Text, Api, AliasText) = ((string?)typed["rest"] ?? "", (string?)typed["api"] ?? "", (string?)typed["aliases"] ?? "");
        (Priority, Weight) = ((int?)typed["priority"] ?? 1, (int?)typed["weight"] ?? 100);
        (_before, _etag) = (typed["before"] as JsonObject, (string?)typed["etag"]);
    }

    public async Task LoadAsync()
    {
        var apis = await admin.GetAsync("apis?limit=200");
        var items = (apis.Body?["items"] as JsonArray) ?? [];
        Apis = [.. items.Select(item => (string)item!["name"]!)];
        Api = Apis.Contains(Api) ? Api : UsualApi.Of(items) ?? "";
        await ResolveAsync();
    }

    public async Task ResolveAsync()
    {
        (Resolved, UrlProblem) = (null, null);
        if (Form.Format is not "echo" && Form.Url.Trim() is { Length: > 0 } url)
        {
            var answer = await admin.GetAsync($"resolved-url?format={Uri.EscapeDataString(Form.Format)}&url={Uri.EscapeDataString(url)}");
            Resolved = (string?)answer.Body?["resolvedUrl"];
            UrlProblem = answer.Problem?.Fields is [var (_, wrong), ..] ? wrong : answer.Problem?.Sentence;
        }
    }

    public async Task<bool> SaveAsync(bool withAliases)
    {
        (IsSaving, Problem, Stale) = (true, null, null);
        try
        {
            Problem = await StoreAsync();
            if (Problem is null && Stale is null && withAliases && IsNew)
            {
                Problem = await AliasAsync();
            }

            return Problem is null && Stale is null;
        }
        finally
        {
            IsSaving = false;
        }
    }

    /// <summary>Forgets what was typed for what is there now.</summary>
    public Task ReloadAsync()
    {
        (Form, _before, _etag, Stale) = (BackendForm.Of(Form.Name, Stale!.Theirs), Stale.Theirs, Stale.ETag, null);
        return ResolveAsync();
    }

    /// <summary>What is typed is saved over what is there now.</summary>
    public void ApplyMine() => _etag = Stale!.ETag;

    public async Task TestAsync(Action changed)
    {
        (IsTesting, Test) = (true, null);
        changed();
        if (await SaveAsync(withAliases: false))
        {
            Test = await admin.PostAsync($"{AdminPath.Of("backends", Form.Name)}/test");
        }

        IsTesting = false;
    }

    private async Task<Problem?> StoreAsync()
    {
        Form.Name = Form.Name.Trim();
        if (Form.Name.Length == 0)
        {
            return new Problem(0, "The name is missing", "Give the backend a name.", []);
        }

        if (Form.Mistake is { } mistake)
        {
            return new Problem(0, "Something is not right", mistake, []);
        }

        var path = AdminPath.Of("backends", Form.Name);
        var answer = await admin.PutAsync(path, Form.ToJson(_before), _etag);
        if (answer.IsStale && _etag is not null && await StaleSave.FindAsync(admin, path, _before ?? []) is { } stale)
        {
            Stale = stale;
            return null;
        }

        if (!answer.IsSuccess)
        {
            return answer.IsStale && _etag is null ? new Problem(412, "There is such a backend", $"There is a backend '{Form.Name}' already. Choose another name, or edit that one.", []) : answer.Problem;
        }

        _etag = answer.ETag;
        var stored = await admin.GetAsync(path);
        _before = stored.Body?["definition"] as JsonObject;
        _etag = stored.ETag ?? _etag;
        return null;
    }

    private async Task<Problem?> AliasAsync()
    {
        foreach (var alias in Aliases)
        {
            var path = AdminPath.Of("apis", Api, "aliases", alias);
            var present = await admin.GetAsync(path);
            var definition = present.Status is 404 ? [] : present.Body?.DeepClone().AsObject();
            if (definition is null)
            {
                return Unaliased(alias, present.Problem!);
            }

            var targets = definition["targets"] as JsonArray ?? [];
            if (targets.Any(target => (string?)target?["backend"] == Form.Name))
            {
                continue;
            }

            targets.Add((JsonNode)new JsonObject { ["backend"] = Form.Name, ["priority"] = Priority, ["weight"] = Weight });
            definition["targets"] = targets.Parent is null ? targets : targets.DeepClone();
            var answer = await admin.PutAsync(path, definition, present.ETag);
            if (answer.Problem is { } problem)
            {
                return Unaliased(alias, problem);
            }
        }

        return null;
    }

    // The admin API says that nothing was changed, and means the alias: the backend has been saved by then.
    private static Problem Unaliased(string alias, Problem why) => new(why.Status, "The backend was saved, the alias was not",
        why.Fields.Count > 0 ? "Mend the alias and save again." : why.Sentence,
        why.Fields.Count > 0 ? [.. why.Fields.Select(field => KeyValuePair.Create($"Model aliases: {alias}", field.Value))] : [KeyValuePair.Create("Model aliases", alias)]);
}
