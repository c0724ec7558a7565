// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates of an authority, a server and a client, made by openssl.
 *
 * @param folder where they are, by the names that QEMU and libnbd look for
 */
record Certificates(Path folder) {

    /** Makes them in a new folder. */
    static Certificates make(Path folder) throws Exception {
        Certificates made = new Certificates(Files.createDirectory(folder));
        Program.run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=authority",
                "-days", "2", "-keyout", folder.resolve("ca-key.pem"), "-out", folder.resolve("ca-cert.pem"));
        made.sign("server");
        made.sign("client");
        return made;
    }

    private void sign(String who) throws Exception {
        Path request = folder.resolve(who + ".csr");
        String both = "subjectAltName=DNS:localhost,IP:127.0.0.1\n";
        Path names = Files.writeString(folder.resolve("names"), both);
        Program.run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
                "-keyout", folder.resolve(who + "-key.pem"), "-out", request);
        Program.run("openssl", "x509", "-req", "-in", request, "-CA", folder.resolve("ca-cert.pem"),
                "-CAkey", folder.resolve("ca-key.pem"), "-CAcreateserial", "-days", "2", "-extfile", names,
                "-out", folder.resolve(who + "-cert.pem"));
    }

    /** Trusts the authority, and has no certificate to show. */
    SSLContext trusting() throws Exception {
        KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
        known.load(null, null);
        try (InputStream authority = Files.newInputStream(folder.resolve("ca-cert.pem"))) {
            known.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(authority));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
