// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/** Certificates and keys in textual form (RFC 7468). */
final class PemFile {

    /** A file of certificates is never larger. */
    private static final int MOST_BYTES = 1 << 20;

    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");

    private PemFile() {}

    static X509Certificate[] certificates(Path file) throws BlockException {
        List<X509Certificate> found = new ArrayList<>();
        ByteArrayInputStream in = new ByteArrayInputStream(read(file));
        try {
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                found.add((X509Certificate) each);
            }
        } catch (GeneralSecurityException e) {
            throw new BlockException(
                    BlockError.INVALID, file + ": holds no certificate in PEM form: " + e.getMessage());
        }
        if (found.isEmpty()) {
            throw new BlockException(BlockError.INVALID, file + ": holds no certificate in PEM form");
        }
        return found.toArray(X509Certificate[]::new);
    }

    static PrivateKey key(Path file) throws BlockException {
        Matcher matcher = KEY.matcher(new String(read(file), StandardCharsets.US_ASCII));
        if (matcher.find()) {
            PKCS8EncodedKeySpec encoded =
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
            for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
                } catch (GeneralSecurityException e) {
                    // Of another kind, perhaps.
                }
            }
        }
        throw new BlockException(
                BlockError.INVALID,
                file + ": holds no private key without password in PKCS #8 form (RSA, EC or EdDSA);"
                        + " openssl pkcs8 -topk8 -nodes converts others");
    }

    private static byte[] read(Path file) throws BlockException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new BlockException(BlockError.INVALID, file + ": is too large for certificates");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new BlockException(
                    BlockError.NOT_FOUND,
                    file + ": no such file; the folder for TLS holds server-cert.pem, server-key.pem and, to"
                            + " verify clients, ca-cert.pem");
        } catch (BlockException e) {
            throw e;
        } catch (IOException e) {
            throw new BlockException(BlockError.PERMISSION, file + ": can't be read: " + e.getMessage());
        }
    }
}
