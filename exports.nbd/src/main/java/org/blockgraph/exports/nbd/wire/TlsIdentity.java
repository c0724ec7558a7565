// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.export.ExportTls;

/** The server's certificate and whom it trusts, read once when an address is opened. Immutable. */
public final class TlsIdentity {

    /** No older ones; section "TLS versions" of the specification. */
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    /**
     * Where clients are verified. In TLS 1.3 the JDK asks for certificates without naming RSA's PKCS #1
     * among the signatures, and GnuTLS, which QEMU and libnbd use, then shows none that such an authority
     * has signed.
     */
    private static final String[] VERIFYING_VERSIONS = {"TLSv1.2"};

    private final ExportTls source;
    private final SSLContext context;

    private TlsIdentity(ExportTls source, SSLContext context) {
        this.source = source;
        this.context = context;
    }

    /**
     * Reads the files.
     *
     * @throws BlockException NOT_FOUND, PERMISSION or INVALID, naming the file
     */
    public static TlsIdentity read(ExportTls source) throws BlockException {
        Path folder = Path.of(source.folder());
        X509Certificate[] chain = PemFile.certificates(folder.resolve("server-cert.pem"));
        var key = PemFile.key(folder.resolve("server-key.pem"));
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry("server", key, new char[0], chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            TrustManagerFactory trusted = null;
            if (source.verifyClients()) {
                KeyStore authorities = KeyStore.getInstance("PKCS12");
                authorities.load(null, null);
                int number = 0;
                for (X509Certificate each : PemFile.certificates(folder.resolve("ca-cert.pem"))) {
                    authorities.setCertificateEntry("ca" + number++, each);
                }
                trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trusted.init(authorities);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trusted == null ? null : trusted.getTrustManagers(), null);
            return new TlsIdentity(source, context);
        } catch (GeneralSecurityException | IOException e) {
            throw new BlockException(
                    BlockError.INVALID,
                    folder + ": server-cert.pem and server-key.pem can't be used: " + e.getMessage());
        }
    }

    /** Returns where it was read from. */
    public ExportTls source() {
        return source;
    }

    /** Returns an engine for one connection. */
    public SSLEngine newEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(source.verifyClients() ? VERIFYING_VERSIONS : VERSIONS);
        engine.setNeedClientAuth(source.verifyClients());
        return engine;
    }
}
