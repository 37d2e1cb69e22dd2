import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;

/**
 * Lets a broker accept the tokens that Amazon MSK accepts: it asks the test, which knows the sessions of the functions' roles,
 * whose token it is. The answer is the role's ARN and the time in milliseconds at which the token ends, or a refusal.
 */
public final class BrokerTokens implements AuthenticateCallbackHandler {
  private final HttpClient client = HttpClient.newHttpClient();
  private URI control;

  @Override
  public void configure(Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> entries) {
    control = URI.create(entries.get(0).getOptions().get("control") + "/token");
  }

  @Override
  public void handle(Callback[] callbacks) {
    for (Callback callback : callbacks) {
      if (callback instanceof OAuthBearerValidatorCallback validator) validate(validator);
    }
  }

  private void validate(OAuthBearerValidatorCallback validator) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(control).POST(HttpRequest.BodyPublishers.ofString(validator.tokenValue())).build();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      String[] words = response.body().split(" ", 2);
      if (response.statusCode() == 200) validator.token(new Token(validator.tokenValue(), words[1], Long.parseLong(words[0])));
      else validator.error("invalid_token", null, null);
    } catch (Exception exception) {
      validator.error("invalid_token", null, null);
    }
  }

  @Override
  public void close() {}

  private record Token(String value, String principalName, long lifetimeMs) implements OAuthBearerToken {
    @Override
    public Set<String> scope() {
      return Set.of();
    }

    @Override
    public Long startTimeMs() {
      return null;
    }
  }
}
