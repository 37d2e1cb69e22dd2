package kafkainsight;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.opensearch.common.network.NetworkService;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.util.BigArrays;
import org.opensearch.common.util.PageCacheRecycler;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.common.io.stream.NamedWriteableRegistry;
import org.opensearch.core.indices.breaker.CircuitBreakerService;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.core.xcontent.NamedXContentRegistry;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.http.netty4.ssl.SecureNetty4HttpServerTransport;
import org.opensearch.plugins.NetworkPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.SecureHttpTransportSettingsProvider;
import org.opensearch.plugins.TransportExceptionHandler;
import org.opensearch.rest.BytesRestResponse;
import org.opensearch.rest.RestChannel;
import org.opensearch.rest.RestRequest;
import org.opensearch.telemetry.tracing.Tracer;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.SharedGroupFactory;
import org.opensearch.transport.Transport;

/**
 * A door for a node that one user has to itself: OpenSearch's own HTTPS, which passes on what comes with the one name and
 * password and nothing else, and no port for other nodes. The security plugin does the same for many users, in twice the time to
 * start (docs/adr/0020-one-door.md). What it needs is in the folder that the system property kafkainsight.guard names:
 * certificate.pem, key.pem (PKCS #8, elliptic curve) and credentials (name:password).
 */
public final class Guard extends Plugin implements NetworkPlugin {
  private static final String NAME = "kafkainsight";

  @Override
  public Settings additionalSettings() {
    return Settings.builder().put("http.type", NAME).put("transport.type", NAME).build();
  }

  @Override
  public Map<String, Supplier<HttpServerTransport>> getHttpTransports(
      Settings settings,
      ThreadPool threadPool,
      BigArrays bigArrays,
      PageCacheRecycler pageCacheRecycler,
      CircuitBreakerService circuitBreakerService,
      NamedXContentRegistry xContentRegistry,
      NetworkService networkService,
      HttpServerTransport.Dispatcher dispatcher,
      ClusterSettings clusterSettings,
      Tracer tracer) {
    Path folder = Path.of(System.getProperty("kafkainsight.guard"));
    return Map.of(
        NAME,
        () ->
            new SecureNetty4HttpServerTransport(
                settings,
                networkService,
                bigArrays,
                threadPool,
                xContentRegistry,
                new Door(dispatcher, folder),
                clusterSettings,
                new SharedGroupFactory(settings),
                new Tls(folder),
                tracer));
  }

  @Override
  public Map<String, Supplier<Transport>> getTransports(
      Settings settings,
      ThreadPool threadPool,
      PageCacheRecycler pageCacheRecycler,
      CircuitBreakerService circuitBreakerService,
      NamedWriteableRegistry namedWriteableRegistry,
      NetworkService networkService,
      Tracer tracer) {
    return Map.of(NAME, NoTransport::new);
  }

  /** Every request passes here, before anything is looked up for it: also one for a path that there is not. */
  private static final class Door implements HttpServerTransport.Dispatcher {
    private final HttpServerTransport.Dispatcher inside;
    private final byte[] expected;

    Door(HttpServerTransport.Dispatcher inside, Path folder) {
      this.inside = inside;
      try {
        String credentials = Files.readString(folder.resolve("credentials")).strip();
        expected = bytes("Basic " + Base64.getEncoder().encodeToString(bytes(credentials)));
      } catch (IOException e) {
        throw new IllegalStateException("The credentials cannot be read", e);
      }
    }

    @Override
    public void dispatchRequest(RestRequest request, RestChannel channel, ThreadContext context) {
      String given = request.header("Authorization");
      if (given != null && MessageDigest.isEqual(bytes(given), expected)) inside.dispatchRequest(request, channel, context);
      else refuse(channel);
    }

    /** What could not be parsed: what is wrong with it is for nobody to know who has not signed in. */
    @Override
    public void dispatchBadRequest(RestChannel channel, ThreadContext context, Throwable cause) {
      refuse(channel);
    }

    private static void refuse(RestChannel channel) {
      BytesRestResponse response = new BytesRestResponse(RestStatus.UNAUTHORIZED, "Name and password are needed.\n");
      response.addHeader("WWW-Authenticate", "Basic realm=\"KafkaInsight\", charset=\"UTF-8\"");
      channel.sendResponse(response);
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static final class Tls implements SecureHttpTransportSettingsProvider {
    private static final char[] NO_PASSWORD = {};
    private final SSLContext context;

    Tls(Path folder) {
      try (InputStream certificates = Files.newInputStream(folder.resolve("certificate.pem"))) {
        Certificate[] chain = CertificateFactory.getInstance("X.509").generateCertificates(certificates).toArray(Certificate[]::new);
        String key = Files.readString(folder.resolve("key.pem")).replaceAll("-----[A-Z ]+-----|\\s", "");
        PrivateKey privateKey = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry(NAME, privateKey, NO_PASSWORD, chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException("The certificate or its key cannot be used", e);
      }
    }

    /** Clients that break off, or speak plain HTTP, are of no interest. */
    @Override
    public Optional<TransportExceptionHandler> buildHttpServerExceptionHandler(Settings settings, HttpServerTransport transport) {
      return Optional.of(TransportExceptionHandler.NOOP);
    }

    @Override
    public Optional<SSLEngine> buildSecureHttpServerEngine(Settings settings, HttpServerTransport transport) {
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(false);
      return Optional.of(engine);
    }
  }
}
