/** What Outlook on the web shows before a login: the form that posts to auth.owa. */
export const logonPage = (service: string, fqdn: string): string =>
  `<!DOCTYPE html>
<html><head><title>Outlook</title></head>
<body><!-- ${service} of ${fqdn} -->
<form action="/owa/auth.owa" method="POST" name="logonForm" autocomplete="off">
<input type="hidden" name="destination" value="/${service}/"><input type="hidden" name="flags" value="4">
<label>User name: <input id="username" name="username" type="text"></label>
<label>Password: <input id="password" name="password" type="password"></label>
<input type="submit" value="sign in">
</form></body></html>`
