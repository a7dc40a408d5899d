#!/bin/sh
# Writes a folder of secrets: a random password for each user of users.acl, the rules with the hashes of those
# passwords, a token for the HTTP interface, a password for Grafana and keys for an S3 server. Nothing is printed, and
# nothing that is there is written over.
#
#     infra/redis/make-secrets.sh secrets
#     redis-server infra/redis/redis.conf --aclfile "$PWD/secrets/users.acl"
#     hypersweep ls --redis "redis://worker@localhost?password_file=secrets/worker.password"
set -eu

[ $# -eq 1 ] || { echo 'usage: make-secrets.sh FOLDER' >&2; exit 2; }
folder=${1%/}
template=$(dirname "$0")/users.acl

if [ -e "$folder" ] || [ -L "$folder" ]; then
  echo "make-secrets.sh: $folder is there already. Name a new folder; servers that use the old one have to be told." >&2
  exit 1
fi

random() {
  head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

umask 077
made=$folder.$$
mkdir "$made"
trap 'rm -rf "$made"' EXIT

# Comments are not for Redis, and each user is one line.
sed -e '/^#/d' -e '/^$/d' -e ':more' -e '/\\$/N' -e 's/ *\\\n */ /' -e 't more' "$template" >"$made/users.acl"
for user in admin worker viewer; do
  random >"$made/$user.password"
  name=$(echo "$user" | tr a-z A-Z)_SHA256
  sed -e "s/#$name /#$(sha256 <"$made/$user.password") /" "$made/users.acl" >"$made/filled"
  mv "$made/filled" "$made/users.acl"
done
random >"$made/http.token"
random >"$made/grafana.password"
# As Amazon's tools read them. Those of a server elsewhere go in their place.
printf '[default]\naws_access_key_id = hypersweep\naws_secret_access_key = %s\n' "$(random)" >"$made/s3.credentials"

# The folder keeps out all others of this machine. A file that is mounted into a container by itself is read there by
# users of other numbers (10001, Redis's own), which its mode has to allow.
chmod 444 "$made"/*
mv "$made" "$folder"
trap - EXIT
