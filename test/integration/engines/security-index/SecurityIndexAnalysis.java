package kafkainsight;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.AbstractTokenizerFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * What Elasticsearch's security index needs of the module analysis-common, which is not in Maven's build: a tokenizer and two token filters,
 * by their names in Elasticsearch's reference ("Text analysis"). They are Lucene's own, which is part of the build; its way to drop equal
 * tokens looks at one position at a time, which changes how users and roles are found by parts of their names, and nothing else.
 */
public final class SecurityIndexAnalysis extends Plugin implements AnalysisPlugin {
  @Override
  public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
    return Map.of("uax_url_email", (index, environment, name, settings) -> new AbstractTokenizerFactory(index, settings, name) {
      @Override
      public Tokenizer create() {
        return new UAX29URLEmailTokenizer();
      }
    });
  }

  @Override
  public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
    return Map.of(
        "pattern_capture", (index, environment, name, settings) -> {
          List<String> patterns = settings.getAsList("patterns");
          Pattern[] compiled = patterns.stream().map(Pattern::compile).toArray(Pattern[]::new);
          boolean keepsOriginal = settings.getAsBoolean("preserve_original", true);
          return new AbstractTokenFilterFactory(name, settings) {
            @Override
            public TokenStream create(TokenStream stream) {
              return new PatternCaptureGroupTokenFilter(stream, keepsOriginal, compiled);
            }
          };
        },
        "unique", (index, environment, name, settings) -> new AbstractTokenFilterFactory(name, settings) {
          @Override
          public TokenStream create(TokenStream stream) {
            return new RemoveDuplicatesTokenFilter(stream);
          }
        });
  }
}
