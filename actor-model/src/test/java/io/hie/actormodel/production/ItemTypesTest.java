package io.hie.actormodel.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemTypes.Lookup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemTypesTest {
  private final ItemTypes types = FakeTypes.all();

  @Test
  void shouldLoadAnyClassThatIsAnItemType() {
    assertThat(types.find(Own.class.getName()))
        .asInstanceOf(type(Lookup.Installed.class))
        .satisfies(installed -> assertThat(installed.type()).isInstanceOf(Own.class));
  }

  @Test
  void shouldRunAProductionWithAClassByItsName() {
    byte[] document =
        Edits.ofExample()
            .set("/items/3/type", "'" + Own.class.getName() + "'")
            .set("/items/3/adapter_settings", "{}")
            .bytes();

    Production production =
        ProductionReaderTest.accepted(new ProductionReader(types, Map.of()).read(document));

    assertThat(production.item("Files").orElseThrow().type()).isEqualTo(Own.class.getName());
    assertThat(production.types().get(Own.class.getName())).isInstanceOf(Own.class);
  }

  @Test
  void shouldSayWhyAClassCannotBeAnItemType() {
    assertUnknown("java.util.List", "is not an item");
    assertUnknown(Abstract.class.getName(), "cannot be made");
    assertUnknown(Hidden.class.getName(), "cannot be made");
    assertUnknown(NeedsMore.class.getName(), "no public constructor without arguments");
    assertUnknown(Failing.class.getName(), "fails when it is made");
    assertUnknown(BadSettings.class.getName(), "has no @Setting");
    assertUnknown("no.such.Thing", "there is no class");
    assertUnknown("HL7.MLLP.Service", "there is no class");
  }

  @Test
  void shouldNameTheTypeThatWasMeantOrThoseThatThereAre() {
    assertThat(hint("hl7.mllp")).contains("did you mean \"hl7.mllp.operation\"?");
    assertThat(hint("file.operatoin")).contains("did you mean \"file.operation\"?");
    assertThat(hint("mailbox")).startsWith("known here: ").doesNotContain("fhir");
  }

  private String hint(String name) {
    return ((Lookup.Unknown) types.find(name)).hint();
  }

  @Test
  void shouldNotRunAnythingOfAClassThatIsNoItemType() {
    assertUnknown(Bomb.class.getName(), "is not an item");

    assertThat(Boolean.getBoolean("hie.test.bomb")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fhir.http.service", "nhs.pds.operation"})
  void shouldKnowTypesOfLaterVersions(String name) {
    assertThat(types.find(name)).isInstanceOf(Lookup.Later.class);
  }

  @Test
  void shouldRefuseTwoClassesForOneType() {
    ItemType other =
        new ItemType() {
          @Override
          public String name() {
            return "file.operation";
          }

          @Override
          public ItemKind kind() {
            return ItemKind.OPERATION;
          }

          @Override
          public Class<? extends Record> adapterSettings() {
            return NoSettings.class;
          }

          @Override
          public Item create(ItemDefinition definition, ItemContext context) {
            throw new UnsupportedOperationException();
          }
        };

    assertThatThrownBy(
            () -> ItemTypes.of(List.of(other, types.all().stream().findFirst().orElseThrow())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two classes provide the item type file.operation");
  }

  @Test
  void shouldRefuseATypeThatRepeatsACommonSetting() {
    ItemType clashing =
        new FakeTypes.Fake(
            "x.process", ItemKind.PROCESS, ItemType.NoSettings.class, Clash.class, item -> "");

    assertThatThrownBy(() -> ItemTypes.of(List.of(clashing)))
        .hasMessageContaining("repeats the common host setting PoolSize");
  }

  @Test
  void shouldReportATypeWhoseChecksFail() {
    ItemType failing =
        new FakeTypes.Fake(
            "file.operation",
            ItemKind.OPERATION,
            FakeTypes.FileOut.class,
            ItemType.NoSettings.class,
            item -> {
              throw new IllegalStateException("patient");
            });
    List<ItemType> all =
        types.all().stream()
            .map(each -> each.name().equals("file.operation") ? failing : each)
            .toList();

    Verdict verdict =
        new ProductionReader(ItemTypes.of(all), Map.of()).read(Edits.ofExample().bytes());

    assertThat(verdict.problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.toString())
                    .contains("$.items[3]")
                    .contains("failed with IllegalStateException")
                    .doesNotContain("patient"));
  }

  private void assertUnknown(String name, String message) {
    assertThat(types.find(name))
        .asInstanceOf(type(Lookup.Unknown.class))
        .satisfies(
            unknown -> {
              assertThat(unknown.message()).contains(message);
              assertThat(unknown.hint()).isNotBlank();
            });
  }

  record Clash(@Setting(value = "PoolSize", doc = "Again.") int poolSize) {}

  record Bare(int port) {}

  /** A type of somebody's own. */
  public static class Own implements ItemType {
    @Override
    public String name() {
      return "own.operation";
    }

    @Override
    public ItemKind kind() {
      return ItemKind.OPERATION;
    }

    @Override
    public Class<? extends Record> adapterSettings() {
      return NoSettings.class;
    }

    @Override
    public Item create(ItemDefinition definition, ItemContext context) {
      throw new UnsupportedOperationException();
    }
  }

  public abstract static class Abstract extends Own {
    public Abstract() {}
  }

  static class Hidden extends Own {
    public Hidden() {}
  }

  public static class NeedsMore extends Own {
    public NeedsMore(String more) {
      assertThat(more).isNotNull();
    }
  }

  public static class Failing extends Own {
    public Failing() {
      throw new IllegalStateException("no");
    }
  }

  public static class BadSettings extends Own {
    @Override
    public Class<? extends Record> adapterSettings() {
      return Bare.class;
    }
  }

  /** Not an item type, and it does something when it is loaded. */
  public static final class Bomb {
    static {
      System.setProperty("hie.test.bomb", "true");
    }

    private Bomb() {}
  }
}
