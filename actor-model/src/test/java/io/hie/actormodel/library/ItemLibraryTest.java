package io.hie.actormodel.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.ItemTypes.Lookup;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ItemLibraryTest {
  private static final String FILTER = "ward.Filter";

  @TempDir private Path folder;
  @TempDir private Path work;
  private Jars jars;

  @BeforeEach
  void setUp() {
    jars = new Jars(work);
  }

  @Test
  void shouldHaveTheItemsOfTheJarsInItsFolder() throws IOException {
    assertThat(open().types().classes().places()).containsExactly(folder.toString());

    jars.filter(folder.resolve("ward.jar"), "Filter", "one");
    ItemLibrary library = open();

    assertThat(library.types().classes().names()).containsExactly(FILTER);
    assertThat(reason(library)).isEqualTo("one");
    assertThat(library.jars())
        .singleElement()
        .matches(jar -> jar.problem().isEmpty() && jar.version().length() == 16);
  }

  @Test
  void shouldHaveAnotherVersionWhenTheJarChangesAndIsAllThere() throws IOException {
    jars.filter(folder.resolve("ward.jar"), "Filter", "one");
    ItemLibrary library = open();
    ItemType before = installed(library);
    assertThat(library.refresh()).isFalse();

    jars.filter(folder.resolve("ward.jar"), "Filter", "another");
    assertThat(library.refresh()).as("may still be copied").isFalse();
    assertThat(library.refresh()).isTrue();

    assertThat(reason(library)).isEqualTo("another");
    assertThat(installed(library)).isNotEqualTo(before);
    assertThat(library.refresh()).isFalse();
  }

  @Test
  void shouldTellAnotherJvmWhereTheVersionIsThatItLoaded() throws IOException {
    jars.filter(folder.resolve("ward.jar"), "Filter", "one");
    ItemLibrary library = open();
    ItemType before = installed(library);
    jars.filter(folder.resolve("ward.jar"), "Filter", "another");
    changed(library, true);

    Path jar = ItemLibrary.jarOf(before).orElseThrow();
    ItemTypes elsewhere = ItemLibrary.ofJar(jar, getClass().getClassLoader());

    assertThat(jar).isNotEqualTo(folder.resolve("ward.jar"));
    assertThat(reason(elsewhere, FILTER)).isEqualTo("one");
    assertThat(reason(library)).isEqualTo("another");
    assertThat(ItemLibrary.jarOf(new OnClassPath())).isEmpty();
  }

  /** A type of the class path. */
  private static final class OnClassPath implements ItemType {
    @Override
    public String name() {
      return "any";
    }

    @Override
    public ItemKind kind() {
      return ItemKind.PROCESS;
    }

    @Override
    public Class<? extends Record> adapterSettings() {
      return NoSettings.class;
    }

    @Override
    public Item create(ItemDefinition definition, ItemContext context) {
      throw new UnsupportedOperationException("never asked");
    }
  }

  @Test
  void shouldKeepTheEarlierVersionOfAJarThatBreaks() throws IOException {
    Path jar = folder.resolve("ward.jar");
    jars.filter(jar, "Filter", "one");
    ItemLibrary library = open();

    Files.write(jar, new byte[] {'P', 'K', 3, 4, 5});
    changed(library, false);

    assertThat(reason(library)).isEqualTo("one");
    assertThat(library.jars().getFirst().problem()).contains("not all of one; copy it again");

    jars.write(jar, "Nothing", "package ward; public final class Nothing {}");
    changed(library, false);
    assertThat(library.jars().getFirst().problem()).contains("has no item");
    assertThat(reason(library)).isEqualTo("one");

    jars.filter(jar, "Filter", "mended");
    changed(library, true);
    assertThat(reason(library)).isEqualTo("mended");
    assertThat(library.jars().getFirst().problem()).isEmpty();
  }

  @Test
  void shouldRefuseASecondJarWithTheSameItem() throws IOException {
    jars.filter(folder.resolve("b.jar"), "Filter", "one");
    ItemLibrary library = open();

    jars.filter(folder.resolve("a.jar"), "Filter", "two");
    changed(library, false);

    assertThat(library.jars().getFirst().problem())
        .isEqualTo(
            "has the class ward.Filter, and so has "
                + folder.resolve("b.jar")
                + "; remove one of the two");
    assertThat(reason(library)).isEqualTo("one");
  }

  @Test
  void shouldTakeARefusedJarOnceTheOtherIsGone() throws IOException {
    jars.filter(folder.resolve("a.jar"), "Filter", "one");
    jars.filter(folder.resolve("b.jar"), "Filter", "two");
    ItemLibrary library = open();
    assertThat(reason(library)).as("the first by name").isEqualTo("one");
    assertThat(library.jars().getLast().problem()).contains("remove one of the two");

    Files.delete(folder.resolve("a.jar"));
    assertThat(library.refresh()).isTrue();
    assertThat(reason(library)).isEqualTo("two");
    assertThat(library.jars()).singleElement().matches(jar -> jar.problem().isEmpty());
  }

  @Test
  void shouldRefuseAJarWithATypesNameThatAnotherHas() throws IOException {
    jars.type(folder.resolve("a.jar"), "A", "ward.filter");
    jars.filter(folder.resolve("c.jar"), "Filter", "one");
    ItemLibrary library = open();

    jars.type(folder.resolve("b.jar"), "B", "ward.filter");
    changed(library, false);

    assertThat(library.jars().get(1).problem())
        .contains("two classes provide the item type ward.filter");
    assertThat(library.types().find("ward.filter"))
        .asInstanceOf(type(Lookup.Installed.class))
        .matches(found -> found.type().jar().startsWith("a.jar@"));

    // and the others can change all the same
    jars.filter(folder.resolve("c.jar"), "Filter", "two");
    changed(library, true);
    assertThat(reason(library)).isEqualTo("two");
  }

  @Test
  void shouldForgetTheItemsOfAJarThatIsTakenAway() throws IOException {
    jars.filter(folder.resolve("ward.jar"), "Filter", "one");
    ItemLibrary library = open();
    Files.delete(folder.resolve("ward.jar"));
    assertThat(library.refresh()).isTrue();
    assertThat(library.types().find(FILTER))
        .asInstanceOf(type(Lookup.Unknown.class))
        .matches(unknown -> unknown.message().contains("looked in the class path, " + folder));
  }

  @Test
  void shouldNotShowAJarWhatIsTheEnginesOwn() throws IOException {
    jars.write(
        folder.resolve("nosy.jar"),
        "Nosy",
        """
        package ward;
        import io.hie.actormodel.envelope.MessageEnvelope;
        import io.hie.actormodel.item.Handling;
        import io.hie.actormodel.item.Process;
        public final class Nosy implements Process {
          @Override public Handling handle(MessageEnvelope message) {
            try {
              Class.forName("org.junit.jupiter.api.Test");
              return Handling.filtered("seen");
            } catch (ClassNotFoundException hidden) {
              return Handling.filtered("hidden");
            }
          }
        }
        """);
    assertThat(reason(open(), "ward.Nosy")).isEqualTo("hidden");
  }

  @Test
  void shouldRefuseAJarThatBringsTheEngineAlong() throws IOException {
    jars.write(
        folder.resolve("fat.jar"), "Targets", "package io.hie.actormodel.item; class Targets {}");
    assertThat(open().jars().getFirst().problem())
        .contains("brings io.hie.actormodel.item.Targets")
        .contains("scope provided");
  }

  @Test
  void shouldLetGoOfTheLoaderOfAnEarlierVersion() throws IOException {
    jars.filter(folder.resolve("ward.jar"), "Filter", "one");
    ItemLibrary library = open();
    WeakReference<ClassLoader> earlier = loaderOf(library);

    jars.filter(folder.resolve("ward.jar"), "Filter", "another");
    changed(library, true);

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return earlier.get() == null;
            });
    assertThat(reason(library)).isEqualTo("another");
  }

  private static WeakReference<ClassLoader> loaderOf(ItemLibrary library) {
    // Made and run once, so that all that a production would do with it has been done.
    ItemType type = installed(library.types(), FILTER);
    assertThat(((Process) type.create(null, null)).handle(null).reason()).isEqualTo("one");
    io.hie.actormodel.production.ItemSchema.of(type);
    return new WeakReference<>(type.create(null, null).getClass().getClassLoader());
  }

  private ItemLibrary open() {
    return ItemLibrary.open(folder, getClass().getClassLoader());
  }

  /** Two looks, as a file must be the same at both. */
  private static void changed(ItemLibrary library, boolean changed) {
    assertThat(library.refresh()).isFalse();
    assertThat(library.refresh()).isEqualTo(changed);
  }

  private static String reason(ItemLibrary library) {
    return reason(library, FILTER);
  }

  private static String reason(ItemLibrary library, String name) {
    return reason(library.types(), name);
  }

  private static String reason(ItemTypes types, String name) {
    return ((Process) installed(types, name).create(null, null)).handle(null).reason();
  }

  private static ItemType installed(ItemLibrary library) {
    return installed(library.types(), FILTER);
  }

  private static ItemType installed(ItemTypes types, String name) {
    return switch (types.find(name)) {
      case Lookup.Installed(ItemType found) -> found;
      case Lookup.Later later -> throw new AssertionError(later);
      case Lookup.Unknown unknown -> throw new AssertionError(unknown);
    };
  }
}
