package io.hie.actormodel.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.ClaimsEndpoint;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.item.Targets;
import io.hie.actormodel.production.ItemTypes.Lookup;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

@SuppressWarnings("SameNameButDifferent") // each item calls its settings so
class ItemClassTest {
  private final ItemTypes types = FakeTypes.all();

  @Test
  void shouldTakeTheRoleFromTheInterfaceAndTheSettingsFromTheConstructor() {
    ItemType gate = installed(Gate.class);
    assertThat(gate.name()).isEqualTo(Gate.class.getName());
    assertThat(gate.kind()).isEqualTo(ItemKind.PROCESS);
    assertThat(gate.hostSettings()).isEqualTo(Gate.Settings.class);
    assertThat(gate.adapterSettings()).isEqualTo(ItemType.NoSettings.class);

    ItemType out = installed(Out.class);
    assertThat(out.kind()).isEqualTo(ItemKind.OPERATION);
    assertThat(out.adapterSettings()).isEqualTo(Out.Settings.class);
    assertThat(out.hostSettings()).isEqualTo(ItemType.NoSettings.class);
  }

  @Test
  void shouldMakeTheItemOfAProduction() {
    Production production =
        ProductionReaderTest.accepted(read("/items/3/adapter_settings", "{\"Port\": 7}"));
    ItemDefinition files = production.item("Files").orElseThrow();
    ItemType type = production.types().get(Out.class.getName());
    assertThat(type.exclusiveEndpoint(files)).isEqualTo("tcp 0.0.0.0:7");
    assertThat(type.create(files, null)).asInstanceOf(type(Out.class)).matches(o -> o.port == 7);
  }

  @Test
  void shouldSayWhatIsWrongWithItsSettings() {
    assertThat(read("/items/3/adapter_settings", "{\"Port\": 0}").problems())
        .extracting(Problem::path)
        .containsExactly("$.items[3].adapter_settings.Port");
    assertThat(read("/items/3/adapter_settings", "{\"Port\": 13}").problems())
        .extracting(Problem::message)
        .containsExactly("13 is an unlucky port");
  }

  @Test
  void shouldSayWhyAClassCannotBeAnItem() {
    assertUnknown(Gate.Settings.class, "is not an item", "implement Service, Process or Operation");
    assertUnknown(TwoSettings.class, "two settings records", "put one into the other");
    assertUnknown(NeedsText.class, "takes a java.lang.String", "it may take one settings record");
    assertUnknown(TwoWays.class, "several constructors", "one that is public");
    assertUnknown(Both.class, "[PROCESS, OPERATION]", "make two items");
    assertUnknown(Inner.class, "needs an instance of the class around it", "static");
    assertUnknown(Undescribed.class, "Undescribed$Settings.size has no @Setting", "@Setting");
    assertUnknown(Deep.class, "Undescribed$Settings.size has no @Setting", "@Setting");
  }

  @Test
  void shouldNameTheNearestClassAndWhereItLooked() {
    ItemTypes withJar = ItemTypes.installed(getClass().getClassLoader(), new OneJar());
    assertThat(withJar.find("org.example.WardFiltre"))
        .isEqualTo(
            new Lookup.Unknown(
                "there is no class \"org.example.WardFiltre\"; looked in the class path,"
                    + " items/ward.jar",
                "did you mean \"org.example.WardFilter\"?"));
    assertThat(withJar.find("WardFilter"))
        .isEqualTo(
            new Lookup.Unknown(
                "the item type \"WardFilter\" is not known",
                "did you mean the class \"org.example.WardFilter\"?"));
    assertThat(withJar.find(Gate.class.getName()))
        .asInstanceOf(type(Lookup.Unknown.class))
        .matches(unknown -> unknown.message().endsWith("is on the class path and in items/x.jar"));
  }

  private ItemType installed(Class<?> item) {
    return switch (types.find(item.getName())) {
      case Lookup.Installed(ItemType type) -> type;
      case Lookup.Later later -> throw new AssertionError(later);
      case Lookup.Unknown unknown -> throw new AssertionError(unknown);
    };
  }

  private void assertUnknown(Class<?> item, String message, String hint) {
    assertThat(types.find(item.getName()))
        .asInstanceOf(type(Lookup.Unknown.class))
        .satisfies(
            unknown -> {
              assertThat(unknown.message()).contains(message);
              assertThat(unknown.hint()).contains(hint);
            });
  }

  private Verdict read(String place, String settings) {
    return new ProductionReader(types, Map.of())
        .read(
            Edits.ofExample()
                .set("/items/3/type", "'" + Out.class.getName() + "'")
                .set(place, settings)
                .bytes());
  }

  /** A process. */
  public static final class Gate implements Process {
    private final Settings settings;
    private final Targets targets;

    /** Its settings. */
    public record Settings(
        @Setting(value = "MaxBytes", doc = "Larger ones end here.", byDefault = "9")
            int maxBytes) {}

    public Gate(ItemContext context, Settings settings, Targets targets) {
      this.settings = settings;
      this.targets = targets;
    }

    @Override
    public Handling handle(MessageEnvelope message) {
      return message.body().rawPayload().size() > settings.maxBytes
          ? Handling.filtered("too large")
          : targets.pass();
    }
  }

  /** An operation that claims a port. */
  public static final class Out implements Operation {
    private final int port;

    /** Its settings. */
    public record Settings(@Setting(value = "Port", doc = "Its port.", min = 1) int port)
        implements ClaimsEndpoint {
      public Settings {
        if (port == 13) {
          throw new IllegalArgumentException("13 is an unlucky port");
        }
      }

      @Override
      public String exclusiveEndpoint() {
        return "tcp 0.0.0.0:" + port;
      }
    }

    public Out(Settings settings) {
      this.port = settings.port;
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      return CompletableFuture.completedFuture(new DeliveryResult.Delivered("ok"));
    }
  }

  abstract static class Idle implements Process {
    @Override
    public Handling handle(MessageEnvelope message) {
      return Handling.filtered("");
    }
  }

  public static final class TwoSettings extends Idle {
    public TwoSettings(Gate.Settings one, Out.Settings other) {}
  }

  public static final class NeedsText extends Idle {
    public NeedsText(String text) {}
  }

  public static final class TwoWays extends Idle {
    public TwoWays() {}

    public TwoWays(ItemContext context) {}
  }

  public static final class Both extends Idle implements Operation {
    public Both() {}

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      return CompletableFuture.completedFuture(new DeliveryResult.Delivered("ok"));
    }
  }

  @SuppressWarnings("ClassCanBeStatic") // that it is not is its fault
  public final class Inner extends Idle {
    public Inner() {}
  }

  public static final class Undescribed extends Idle {
    record Settings(int size) {}

    public Undescribed(Settings settings) {}
  }

  public static final class Deep extends Idle {
    record Settings(@Setting(value = "All", doc = "Some.") List<Undescribed.Settings> all) {}

    public Deep(Settings settings) {}
  }

  private static final class OneJar implements ItemClasses {
    @Override
    public Found find(String name) {
      return name.equals(Gate.class.getName())
          ? new Found.Here(Gate.class, "items/x.jar")
          : new Found.Absent();
    }

    @Override
    public List<String> names() {
      return List.of("org.example.WardFilter");
    }

    @Override
    public List<ItemType> types() {
      return List.of();
    }

    @Override
    public List<String> places() {
      return List.of("items/ward.jar");
    }
  }
}
