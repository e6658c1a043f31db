package io.hie.clusternode.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Actor systems that find each other on loopback, by a list and by a name server of the test. */
@Timeout(90)
class GatheringTest {
  private static final String PORT = "hie.cluster.management.port";

  private static Map<String, String> inList(List<Integer> ports, int own) {
    String all = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    return new HashMap<>(
        Map.of(
            "hie.cluster.form-by",
            "static",
            "hie.cluster.contact-points",
            all,
            PORT,
            Integer.toString(ports.get(own))));
  }

  private static String self(ActorSystem<?> node) {
    return Cluster.get(node).selfMember().uniqueAddress().toString();
  }

  @Test
  void shouldFormOneClusterByAListOnceAllOfItAnswerAndNotBefore() throws Exception {
    List<Integer> ports = Gathered.freePorts(3);
    try (Gathered all = new Gathered()) {
      // given two of three
      ActorSystem<Void> one = all.start(inList(ports, 0));
      ActorSystem<Void> two = all.start(inList(ports, 1));
      Gathering gathering =
          ((Forming.Gather) Forming.of(Gathered.config(inList(ports, 0), Gathered.TERMS), null))
              .gathering();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> Bootstrap.found(one, gathering).contains("of which 2 answer"));
      // then they say whom they miss, and form nothing in several times the time that it takes
      assertThat(Bootstrap.found(one, gathering))
          .contains("3 were found")
          .contains("not 127.0.0.1:" + ports.get(2));
      Awaitility.await()
          .during(Duration.ofMillis(1500))
          .until(() -> Gathered.up(one).isEmpty() && Gathered.up(two).isEmpty());
      // when the third comes
      ActorSystem<Void> three = all.start(inList(ports, 2));
      // then
      Gathered.awaitOne(List.of(one, two, three));
    }
  }

  private static Map<String, String> byAddress(InetAddress own, int port, DnsServer dns) {
    return Map.of(
        "hie.cluster.form-by",
        "dns",
        "hie.cluster.service",
        "nodes.hie.test",
        "pekko.remote.artery.canonical.hostname",
        own.getHostAddress(),
        PORT,
        Integer.toString(port),
        "pekko.io.dns.async-dns.nameservers",
        "127.0.0.1:" + dns.port());
  }

  @Test
  void shouldFormOneClusterByAddressesInDnsAndNoOtherWhenTheFirstDiedAndIsReplaced()
      throws Exception {
    int port = Gathered.freePorts(1).getFirst();
    try (DnsServer dns = new DnsServer();
        Gathered all = new Gathered()) {
      List<InetAddress> addresses = new ArrayList<>();
      for (int i = 2; i <= 4; i++) {
        addresses.add(InetAddress.getByName("127.0.0." + i));
      }
      dns.addresses("nodes.hie.test", addresses);
      List<ActorSystem<Void>> nodes = new ArrayList<>();
      for (InetAddress address : addresses) {
        nodes.add(all.start(byAddress(address, port, dns)));
      }
      Gathered.awaitOne(nodes);
      // given that the one dies that formed it, without a word
      ActorSystem<Void> first =
          nodes.stream()
              .filter(each -> Cluster.get(each).selfMember().upNumber() == 1)
              .findFirst()
              .orElseThrow();
      addresses.remove(nodes.indexOf(first));
      Gathered.kill(first);
      nodes.remove(first);
      Set<String> others = nodes.stream().map(GatheringTest::self).collect(Collectors.toSet());
      // when another comes in its place, with an address that is the lowest of all
      InetAddress fresh = InetAddress.getLoopbackAddress();
      addresses.add(fresh);
      dns.addresses("nodes.hie.test", List.copyOf(addresses));
      ActorSystem<Void> back = all.start(byAddress(fresh, port, dns));
      nodes.add(back);
      // then there is one cluster, that of the others
      Gathered.awaitOne(nodes);
      assertThat(Gathered.up(back)).containsAll(others);
      assertThat(Cluster.get(back).selfMember().upNumber()).isGreaterThan(1);
    }
  }

  @Test
  void shouldFormOneClusterByServiceRecordsInDnsAndSpeakTlsWithEachOther(@TempDir Path directory)
      throws Exception {
    List<Integer> ports = Gathered.freePorts(2);
    Authority authority = new Authority(directory, "authority");
    Path certificate = directory.resolve("node.pem");
    Path key = directory.resolve("node.key");
    authority.issue("hie", certificate, key);
    Map<String, String> tls =
        Map.of(
            "hie.cluster.tls.certificate", certificate.toString(),
            "hie.cluster.tls.key", key.toString(),
            "hie.cluster.tls.authority", authority.file().toString());
    try (DnsServer dns = new DnsServer();
        Gathered all = new Gathered()) {
      dns.services("_management._tcp.nodes.hie.test", ports);
      List<ActorSystem<Void>> nodes = new ArrayList<>();
      for (int port : ports) {
        Map<String, String> settings = new HashMap<>(tls);
        settings.putAll(
            ClusterTls.of(Gathered.config(tls, Gathered.TERMS)).orElseThrow().settings());
        settings.putAll(
            Map.of(
                "hie.cluster.form-by",
                "dns",
                "hie.cluster.service",
                "_management._tcp.nodes.hie.test",
                PORT,
                Integer.toString(port),
                "pekko.io.dns.async-dns.nameservers",
                "127.0.0.1:" + dns.port()));
        nodes.add(all.start(settings));
      }
      Gathered.awaitOne(nodes);
      // and only who shows a certificate is answered
      int asked = ports.getFirst();
      ClusterTls files = ClusterTls.of(Gathered.config(tls, Gathered.TERMS)).orElseThrow();
      assertThat(answers(files.context(), asked)).isTrue();
      assertThat(answers(trusting(authority.file()), asked)).isFalse();
    }
  }

  /** Takes certificates of an authority, and has none to show. */
  private static SSLContext trusting(Path authority) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, new char[0]);
    try (InputStream in = Files.newInputStream(authority)) {
      trusted.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static boolean answers(SSLContext context, int port) {
    try (Socket socket = context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "GET /bootstrap/seed-nodes HTTP/1.1\r\nHost: node\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(12);
      return new String(answer, StandardCharsets.US_ASCII).endsWith(" 200");
    } catch (IOException refused) {
      return false;
    }
  }

  private static int get(int port, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  @Test
  void shouldAnswerWhereTheClusterIsAndNothingElse() throws Exception {
    List<Integer> ports = Gathered.freePorts(1);
    try (Gathered all = new Gathered()) {
      ActorSystem<Void> only = all.start(inList(ports, 0));
      Gathered.awaitOne(List.of(only));
      int port = ports.getFirst();
      assertThat(get(port, "/bootstrap/seed-nodes")).isEqualTo(200);
      for (String other : List.of("/", "/cluster/members", "/ready", "/alive", "/startup")) {
        assertThat(get(port, other)).as(other).isEqualTo(404);
      }
    }
  }
}
