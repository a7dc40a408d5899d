/**
 * A certificate that vouches for itself, for servers of tests on this machine; its key is no secret.
 *
 *     openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=data.test \
 *       -addext 'subjectAltName=DNS:data.test,DNS:other.test,DNS:localhost,IP:127.0.0.1,IP:::1'
 */
export const testCertificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBxTCCAWygAwIBAgIUXnui02jl9R7N7QWpI85iRNglpBIwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJZGF0YS50ZXN0MCAXDTI2MTEyNjAxMTkwNloYDzIxMjYxMTAy
MDExOTA2WjAUMRIwEAYDVQQDDAlkYXRhLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASFBPJKoojdBD6oOOzEKkdfkihYbOmbt0nJuU3sv3QWAUNOmPsw2s6e
k80weU7pZ7aREXS7R5lMaXOJBKJiWLMvo4GZMIGWMB0GA1UdDgQWBBTf9FVUvX0Z
6JZtVx0PS+CXwfF9ozAfBgNVHSMEGDAWgBTf9FVUvX0Z6JZtVx0PS+CXwfF9ozAP
BgNVHRMBAf8EBTADAQH/MEMGA1UdEQQ8MDqCCWRhdGEudGVzdIIKb3RoZXIudGVz
dIIJbG9jYWxob3N0hwR/AAABhxAAAAAAAAAAAAAAAAAAAAABMAoGCCqGSM49BAMC
A0cAMEQCIFgMVegWjJNV6Tm9APSs0tVfEmogcGrYKZn/AAEybc7SAiA16DN6nwax
YlaVOX7FebgxsJ/KY/8uE7AaxEdZ56b4AQ==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHeE1O+nhtBiFiXCi
T1mLcdWbcJaRGszIX0ct+d67oJihRANCAASFBPJKoojdBD6oOOzEKkdfkihYbOmb
t0nJuU3sv3QWAUNOmPsw2s6ek80weU7pZ7aREXS7R5lMaXOJBKJiWLMv
-----END PRIVATE KEY-----
`,
}
