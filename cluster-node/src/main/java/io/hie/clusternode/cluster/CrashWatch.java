package io.hie.clusternode.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;

/**
 * Tells a crash from silence. When a process ends, however it does, its machine refuses connections
 * to its port; a machine that is frozen, lost or cut off answers nothing. So a node that cannot be
 * reached is asked for, and if all such nodes are refused, and this side is the one that goes on by
 * {@link CrashRule}, they are removed without waiting for {@code stable-after}.
 */
public final class CrashWatch {
  private static final String NAME = "crash-watch";
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int CONNECT_MILLIS = 1_000;
  private static final Set<MemberStatus> COUNTS = Set.of(MemberStatus.up(), MemberStatus.leaving());

  private sealed interface Command {}

  private record Look() implements Command {}

  private record Asked(List<Member> silent, boolean allRefused) implements Command {}

  private final ActorContext<Command> context;
  private final Cluster cluster;
  private final CrashRule rule;
  private final Executor blocking = task -> Thread.ofVirtual().name(NAME).start(task);
  private boolean asking;

  private CrashWatch(ActorContext<Command> context, CrashRule rule) {
    this.context = context;
    this.cluster = Cluster.get(context.getSystem());
    this.rule = rule;
  }

  /** Starts to watch. */
  public static void start(ActorSystem<?> system) {
    CrashRule rule =
        CrashRule.of(
            system
                .settings()
                .config()
                .getString("pekko.cluster.split-brain-resolver.active-strategy"));
    if (rule != CrashRule.NONE) {
      system.systemActorOf(
          Behaviors.<Command>setup(
              context ->
                  Behaviors.withTimers(
                      timers -> {
                        timers.startTimerWithFixedDelay(new Look(), LOOK);
                        return new CrashWatch(context, rule).receive();
                      })),
          NAME,
          Props.empty());
    }
  }

  private Behavior<Command> receive() {
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case Look look -> look();
            case Asked asked -> {
              asking = false;
              if (asked.allRefused() && asked.silent().equals(toAsk())) {
                remove(asked.silent());
              }
            }
          }
          return Behaviors.same();
        });
  }

  private void look() {
    List<Member> silent = toAsk();
    if (asking || silent.isEmpty()) {
      return;
    }
    asking = true;
    List<CompletableFuture<Boolean>> answers =
        silent.stream()
            .map(each -> CompletableFuture.supplyAsync(() -> isRefused(each.address()), blocking))
            .toList();
    context.pipeToSelf(
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)),
        (done, failure) ->
            new Asked(
                silent, failure == null && answers.stream().allMatch(CompletableFuture::join)));
  }

  /** Those that cannot be reached, if they may be removed when they are refused; else none. */
  private List<Member> toAsk() {
    CurrentClusterState state = cluster.state();
    List<Member> silent = new ArrayList<>(state.getUnreachable());
    silent.removeIf(each -> each.status().equals(MemberStatus.down()));
    silent.sort(Comparator.comparing(Member::uniqueAddress));
    return !silent.isEmpty() && mayGoOn(state) ? silent : List.of();
  }

  private boolean mayGoOn(CurrentClusterState state) {
    List<Member> members = new ArrayList<>();
    state.getMembers().forEach(members::add);
    members.removeIf(each -> !COUNTS.contains(each.status()));
    members.sort((one, other) -> one.equals(other) ? 0 : one.isOlderThan(other) ? -1 : 1);
    List<CrashRule.Node> here = new ArrayList<>();
    List<CrashRule.Node> gone = new ArrayList<>();
    for (int age = 0; age < members.size(); age++) {
      Member member = members.get(age);
      (state.getUnreachable().contains(member) ? gone : here)
          .add(new CrashRule.Node(member.address(), age));
    }
    return here.stream().anyMatch(node -> node.address().equals(cluster.selfMember().address()))
        && rule.goesOn(here, gone);
  }

  private void remove(List<Member> gone) {
    for (Member member : gone) {
      context
          .getLog()
          .warn("The process of {} is gone: its port refuses connections", member.address());
      cluster.manager().tell(new Down(member.address()));
    }
  }

  /** Only a refusal counts; a time-out, no route and an unknown name may be the network's. */
  private static boolean isRefused(Address address) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHost().orElse(""), address.getPort().orElse(0)),
          CONNECT_MILLIS);
      return false;
    } catch (ConnectException refused) {
      return String.valueOf(refused.getMessage()).contains("refused");
    } catch (IOException silent) {
      return false;
    }
  }
}
