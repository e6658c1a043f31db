package io.hie.clusternode;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/**
 * The rules of docs/architecture.md that a machine can hold: which way the arrows between modules
 * go, what each module must not know, and the house rules of code.
 */
final class HouseRules {
  private static final String ACTOR_MODEL = "io.hie.actormodel..";
  private static final String SHARDING = "io.hie.sharding..";
  private static final String PERSISTENCE = "io.hie.persistence..";
  private static final String PROTOCOLS = "io.hie.protocols..";
  private static final String CONFIGURATION = "io.hie.configuration..";
  private static final String HTTP_API = "io.hie.httpapi..";
  private static final String CLUSTER_NODE = "io.hie.clusternode..";

  private static final String NETTY = "io.netty..";
  private static final Set<String> CLUSTER =
      Set.of("org.apache.pekko.cluster..", "org.apache.pekko.remote..");
  private static final Set<String> HTTP =
      Set.of("org.apache.pekko.http..", "java.net.http..", "com.sun.net.httpserver..");
  private static final Set<String> DATABASES =
      Set.of(
          "java.sql..",
          "javax.sql..",
          "org.h2..",
          "slick..",
          "com.zaxxer..",
          "org.apache.pekko.persistence.jdbc..",
          "org.apache.kafka..",
          "org.rocksdb..");

  static final ArchRule ACTOR_MODEL_KNOWS_NO_PROTOCOL_DATABASE_HTTP_OR_CLUSTER =
      inside(ACTOR_MODEL)
          .should()
          .dependOnClassesThat(
              in(
                  List.of(
                      CLUSTER,
                      HTTP,
                      DATABASES,
                      Set.of("org.apache.pekko.persistence..", NETTY),
                      Set.of(SHARDING, PERSISTENCE, PROTOCOLS, HTTP_API, CLUSTER_NODE))))
          .because("an item is written and tested without any of them");

  static final ArchRule SHARDING_KNOWS_NO_PROTOCOL_HTTP_OR_JOURNAL =
      inside(SHARDING)
          .should()
          .dependOnClassesThat(
              in(
                  List.of(
                      HTTP,
                      DATABASES,
                      Set.of(NETTY),
                      Set.of(PERSISTENCE, PROTOCOLS, HTTP_API, CLUSTER_NODE))))
          .because("which journal runs is configuration and nothing else");

  static final ArchRule PERSISTENCE_KNOWS_NO_PROTOCOL_HTTP_OR_SHARDING =
      inside(PERSISTENCE)
          .should()
          .dependOnClassesThat(
              in(List.of(HTTP, Set.of(NETTY), Set.of(SHARDING, PROTOCOLS, HTTP_API, CLUSTER_NODE))))
          .because("a journal stores what it is given");

  static final ArchRule PERSISTENCE_KNOWS_ONLY_WHAT_IS_RECORDED =
      inside(PERSISTENCE)
          .should()
          .dependOnClassesThat(
              resideInAPackage(ACTOR_MODEL)
                  .and(
                      DescribedPredicate.not(
                          resideInAnyPackage(
                              "io.hie.actormodel.history..", "io.hie.actormodel.envelope..")))
                  .and(
                      DescribedPredicate.not(
                          DescribedPredicate.describe("are records", JavaClass::isRecord)))
                  .as("are of actor-model and neither events, nor envelopes, nor other records"))
          .because("persistence knows the records of actor-model, not its actors");

  static final ArchRule PROTOCOLS_KNOW_NO_CLUSTER_DATABASE_OR_SHARDING =
      inside(PROTOCOLS)
          .should()
          .dependOnClassesThat(
              in(
                  List.of(
                      CLUSTER,
                      DATABASES,
                      Set.of("org.apache.pekko.persistence.."),
                      Set.of(SHARDING, PERSISTENCE, HTTP_API, CLUSTER_NODE))))
          .because("a protocol meets the engine at Intake and Delivery only");

  static final ArchRule HTTP_API_KNOWS_NO_ITEM_OR_PERSISTENCE_INTERNALS =
      inside(HTTP_API)
          .should()
          .dependOnClassesThat(
              in(
                  List.of(
                      DATABASES,
                      Set.of("org.apache.pekko.persistence..", NETTY),
                      Set.of(PERSISTENCE, PROTOCOLS, CLUSTER_NODE))))
          .because("it shows what sharding and the items' statuses tell");

  static final ArchRule CONFIGURATION_KNOWS_NO_MESSAGES_HTTP_OR_DATABASE =
      inside(CONFIGURATION)
          .should()
          .dependOnClassesThat(
              in(
                  List.of(
                      HTTP,
                      DATABASES,
                      Set.of(NETTY),
                      Set.of(
                          ACTOR_MODEL, SHARDING, PERSISTENCE, PROTOCOLS, HTTP_API, CLUSTER_NODE))))
          .because("who may do what is decided apart from what there is to do");

  static final ArchRule NOTHING_KNOWS_CLUSTER_NODE =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLUSTER_NODE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CLUSTER_NODE)
          .because("it puts the others together");

  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices()
          .assignedFrom(new PackagesAndKnots())
          .should()
          .beFreeOfCycles()
          .because("a package is read after those that it stands on");

  static final ArchRule EVERY_PACKAGE_SAYS_ITS_IDEA =
      classes()
          .should(resideInAPackageThatIsNullMarked())
          .because("package-info.java tells the idea of a package, and nothing there is null");

  static final ArchRule NO_JAVA_UTIL_LOGGING =
      GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLUSTER_NODE)
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
          .because("what an operator should know goes through SLF4J");

  /** The commands that wait as a person would, and the pulse, whose thread does nothing else. */
  private static final Set<String> MAY_SLEEP =
      Set.of(
          "io.hie.actormodel.runtime.Pulse",
          "io.hie.clusternode.ClusterCommand$Base",
          "io.hie.clusternode.ClusterCommand$Rebalance",
          "io.hie.clusternode.Startup",
          "io.hie.clusternode.cluster.Bootstrap",
          "io.hie.clusternode.cluster.Formation",
          "io.hie.clusternode.demo.DemoCommand",
          "io.hie.clusternode.bench.JournalBench");

  static final ArchRule NOBODY_SLEEPS =
      noClasses()
          .that(
              DescribedPredicate.describe(
                  "are not " + String.join(" or ", MAY_SLEEP),
                  each -> !MAY_SLEEP.contains(each.getName())))
          .should()
          .callMethodWhere(
              DescribedPredicate.describe("a thread is put to sleep", HouseRules::isSleep))
          .because("a sleeping thread is one that other items wait for; schedule instead");

  private HouseRules() {}

  private static GivenClassesConjunction inside(String module) {
    return noClasses().that().resideInAPackage(module);
  }

  private static DescribedPredicate<JavaClass> in(List<Set<String>> packages) {
    return resideInAnyPackage(
        packages.stream().flatMap(Set::stream).sorted().toArray(String[]::new));
  }

  private static boolean isSleep(JavaCall<?> call) {
    return call.getName().equals("sleep")
        && (call.getTargetOwner().isEquivalentTo(Thread.class)
            || call.getTargetOwner().isEquivalentTo(TimeUnit.class));
  }

  private static ArchCondition<JavaClass> resideInAPackageThatIsNullMarked() {
    return new ArchCondition<>("reside in a package whose package-info is @NullMarked") {
      @Override
      public void check(JavaClass each, ConditionEvents events) {
        boolean marked =
            each.getPackage()
                .tryGetPackageInfo()
                .map(info -> info.isAnnotatedWith(NullMarked.class))
                .orElse(false);
        events.add(
            new SimpleConditionEvent(
                each,
                marked,
                each.getName()
                    + (marked ? " is in a" : " is not in a")
                    + " package with a @NullMarked package-info.java"));
      }
    };
  }

  /**
   * Each package is a slice, but for two knots that are tied on purpose: an item type and the
   * definition that it judges need each other's names, and the root command lists the demo and the
   * benchmarks, which run the same node.
   */
  private static final class PackagesAndKnots implements SliceAssignment {
    private static final Map<String, String> KNOTS =
        Map.of(
            "io.hie.actormodel.item", "io.hie.actormodel.item and production",
            "io.hie.actormodel.production", "io.hie.actormodel.item and production",
            "io.hie.clusternode", "io.hie.clusternode, demo and bench",
            "io.hie.clusternode.demo", "io.hie.clusternode, demo and bench",
            "io.hie.clusternode.bench", "io.hie.clusternode, demo and bench");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass each) {
      String name = each.getPackageName();
      return name.startsWith("io.hie.")
          ? SliceIdentifier.of(KNOTS.getOrDefault(name, name))
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
