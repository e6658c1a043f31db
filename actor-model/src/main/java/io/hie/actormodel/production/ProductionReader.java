package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.Production.UnavailableItem;
import io.hie.actormodel.production.SettingsBinder.Bound;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a production document, JSON or YAML, and judges it as a whole: all problems at once, each
 * with its place, or a production that can be started. Never throws for what a document says. Safe
 * for use by many threads.
 *
 * @param types the item types that it can name
 * @param environment what <code>${NAME}</code> is read from
 * @param reserved endpoints that the node itself holds, with what for: {@code tcp 0.0.0.0:8080} to
 *     {@code the HTTP port of this node}
 * @param secrets what <code>${secret:NAME}</code> may name
 */
public record ProductionReader(
    ItemTypes types,
    Map<String, String> environment,
    Map<String, String> reserved,
    KnownSecrets secrets) {
  /** The largest number of items in one production. */
  public static final int MAX_ITEMS = 10_000;

  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::path, Place.IN_ORDER).thenComparing(Problem::severity);

  public ProductionReader {
    environment = Map.copyOf(environment);
    reserved = Map.copyOf(reserved);
  }

  public ProductionReader(ItemTypes types, Map<String, String> environment) {
    this(types, environment, Map.of());
  }

  /** Where nobody can tell which secrets there are. */
  public ProductionReader(
      ItemTypes types, Map<String, String> environment, Map<String, String> reserved) {
    this(types, environment, reserved, KnownSecrets.UNTOLD);
  }

  /** The same with other item types. */
  public ProductionReader with(ItemTypes others) {
    return new ProductionReader(others, environment, reserved, secrets);
  }

  /** The same where secrets are known. */
  public ProductionReader with(KnownSecrets known) {
    return new ProductionReader(types, environment, reserved, known);
  }

  /** Reads a file of at most 10 MiB. */
  public Verdict read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String name = file.getFileName() == null ? "" : file.getFileName().toString();
      return read(in.readNBytes(DocumentReader.MAX_BYTES + 1), name);
    } catch (NoSuchFileException absent) {
      return unreadable("there is no file " + file, "check the path");
    } catch (IOException fault) {
      return unreadable(
          "the file " + file + " cannot be read: " + fault.getClass().getSimpleName(),
          "check what it is and who may read it");
    }
  }

  /** Reads a document of at most 10 MiB. */
  public Verdict read(byte[] document) {
    return read(document, "");
  }

  private Verdict read(byte[] document, String fileName) {
    Problems problems = new Problems();
    JsonNode tree;
    try {
      tree = DocumentReader.read(document, fileName, problems);
    } catch (UnreadableException fault) {
      return unreadable(fault.getMessage(), fault.hint());
    }
    if (!(tree instanceof ObjectNode root)) {
      return unreadable(
          "expected an object with name, workspace and items, got " + Shown.kind(tree),
          "a production document starts with { in JSON, or with name: in YAML");
    }
    return judge(root, new String(document, StandardCharsets.UTF_8), problems);
  }

  private Verdict judge(ObjectNode root, String document, Problems problems) {
    Problems ofEnvironment = new Problems();
    Substitution substitution = new Substitution(environment, ofEnvironment);
    substitution.in(root, Place.ROOT);

    SettingsBinder binder = new SettingsBinder(problems);
    binder.refuseUnknown(root, Place.ROOT, SettingsShape.of(DocumentKeys.class).keys());
    Bound<DocumentKeys> keys = binder.bind(DocumentKeys.class, root, Place.ROOT);
    String name = keys.value("name", String.class);
    if (name != null) {
      Names.check(name, "$.name", problems);
    }
    Workspace workspace = workspace(keys.value("workspace", JsonNode.class), problems);
    ProductionSettings settings =
        new SettingsCheck(problems).read(keys.value("production_settings", JsonNode.class));
    List<ItemDraft> items = items(keys.value("items", JsonNode.class), workspace, problems);
    new ItemsCheck(items, problems).check();
    new HooksCheck(items, problems).check();
    new GraphCheck(items, problems).check();
    new EndpointCheck(reserved, problems).check(items);
    report(ofEnvironment, items, problems);
    Map<String, SortedMap<String, Long>> used =
        new SecretsCheck(
                substitution.secrets(),
                workspace == null ? "" : workspace.id(),
                workspace == null ? null : secrets.of(workspace.id()),
                problems)
            .check(items);

    List<Problem> found = problems.all().stream().distinct().sorted(BY_PLACE).toList();
    if (problems.hasErrors() || name == null || workspace == null || settings == null) {
      return new Verdict.Refused(found);
    }
    return new Verdict.Accepted(
        production(name, workspace, settings, items, used, document), found);
  }

  private static @Nullable Workspace workspace(@Nullable JsonNode written, Problems problems) {
    String path = "$.workspace";
    if (written == null) {
      return null;
    }
    Workspace workspace;
    String idPath;
    if (written.isTextual()) {
      workspace = new Workspace(written.textValue(), null, null);
      idPath = path;
    } else if (written.isObject()) {
      workspace = new SettingsBinder(problems).bindAll(Workspace.class, written, path);
      idPath = path + ".id";
    } else {
      if (!Substitution.isUnresolved(written)) {
        problems.error(
            path,
            "expected the id of a workspace or an object, got " + Shown.kind(written),
            "write \"my-hospital\", or { \"id\": \"my-hospital\" }");
      }
      return null;
    }
    if (workspace != null) {
      Names.check(workspace.id(), idPath, problems);
    }
    return workspace;
  }

  private List<ItemDraft> items(
      @Nullable JsonNode written, @Nullable Workspace workspace, Problems problems) {
    String path = "$.items";
    if (written == null || Substitution.isUnresolved(written)) {
      return List.of();
    }
    if (!written.isArray()) {
      problems.error(
          path, "expected a list of items, got " + Shown.kind(written), "write [ { ... } ]");
      return List.of();
    }
    if (written.isEmpty()) {
      problems.warning(path, "the production has no items and does nothing", "add one");
    }
    Integer quota =
        workspace == null || workspace.quota() == null
            ? null
            : workspace.quota().maxItemsPerProject();
    int most = quota == null ? MAX_ITEMS : Math.min(quota, MAX_ITEMS);
    if (written.size() > most) {
      problems.error(
          path,
          written.size()
              + " items; "
              + (most == MAX_ITEMS ? "" : "the workspace's quota allows ")
              + "at most "
              + most,
          "split the production");
    }
    ItemReader reader = new ItemReader(types, problems);
    List<ItemDraft> items = new ArrayList<>();
    for (int i = 0; i < Math.min(written.size(), MAX_ITEMS); i++) {
      JsonNode item = written.get(i);
      if (item.isNull()) {
        problems.error(Place.index(path, i), "expected an item, got nothing", "write { ... }");
      } else if (!Substitution.isUnresolved(item)) {
        items.add(reader.read(item, Place.index(path, i)));
      }
    }
    return items;
  }

  /** An item that stays out does not need its variables; it is told of, and no more. */
  private static void report(Problems ofEnvironment, List<ItemDraft> items, Problems problems) {
    for (Problem fault : ofEnvironment.all()) {
      boolean staysOut =
          items.stream()
              .anyMatch(item -> item.isUnavailable() && Place.within(fault.path(), item.path()));
      if (staysOut) {
        problems.warning(fault.path(), fault.message(), fault.hint());
      } else {
        problems.error(fault.path(), fault.message(), fault.hint());
      }
    }
  }

  private static Production production(
      String name,
      Workspace workspace,
      ProductionSettings settings,
      List<ItemDraft> drafts,
      Map<String, SortedMap<String, Long>> secrets,
      String document) {
    List<ItemDefinition> items = new ArrayList<>();
    List<UnavailableItem> unavailable = new ArrayList<>();
    Map<String, ItemType> makers = new HashMap<>();
    Map<String, List<String>> edges = new LinkedHashMap<>();
    for (ItemDraft draft : drafts) {
      edges.put(draft.name(), draft.targets().stream().map(ItemDraft.Target::name).toList());
      switch (draft.lookup()) {
        case ItemTypes.Lookup.Installed(ItemType type) -> {
          items.add(
              draft.definition().withSecrets(secrets.getOrDefault(draft.path(), new TreeMap<>())));
          makers.put(draft.definition().type(), type);
        }
        case ItemTypes.Lookup.Later(String type, ItemKind kind) ->
            unavailable.add(new UnavailableItem(draft.name(), kind, type, draft.path()));
        case ItemTypes.Lookup.Unknown unknown -> throw new IllegalStateException("not refused");
        case null -> throw new IllegalStateException("not refused");
      }
    }
    return new Production(
        name, workspace, settings, items, unavailable, makers, ProductionGraph.of(edges), document);
  }

  private static Verdict unreadable(String message, String hint) {
    return new Verdict.Refused(
        List.of(new Problem(Problem.Severity.ERROR, Place.ROOT, message, hint)));
  }
}
